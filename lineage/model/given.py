"""Words that names are read by: what people are called, as far as it is no other word, and what makes a name a body or a place.

A list of our own from many languages, kept to names that are not also a place, a month, a product or a common word in English,
German, French, Spanish, Italian, Dutch or Portuguese. Those that are stand apart: alone they say nothing.
"""

from __future__ import annotations

_GIVEN = """
aaron abdallah abdul abdullah abebe abigail adam adebayo adele adrian adriana adwoa agata agnes agnieszka ahmad ahmed aicha aidan aiko aisha
aishwarya akira akua alan alberto alejandra alejandro aleksander aleksandra alena alessandra alessandro alessia alexander alexandra
alexandre alexandros alexei alexey alexis alfonso alfred alfredo ali alice alicia alina alison allison alvaro amadou amalia amanda amara
amelia amelie amina aminata amir amit amy ana anais anastasia andre andrea andreas andrei andrej andres andrew andrey andrzej anette angela
angelika angelina angelo anil anita anja anke ankit ann anna annabel annalena anne anneke anneliese annemarie annette annika anselm anthony
antje antoine anton antonella antonia antonio anya aoife arash archibald ariana arif arjun armando arnaud arne arnold arthur arturo arun
arvid asad asha ashok asif astrid athena augustin aurelie ayaan ayasha ayesha aylin ayodele ayse aysel aziz babatunde barbara barnaby bart
bartosz basak beata beate beatrice beatriz becky benedetta benedikt benjamin benoit bernadette bernard bernardo bernd bernhard bertha
berthold beth bettina bhavna bianca billy birgit birgitta bjarne bjorn bob bogdan bonnie boris bozena brad brandon brendan brian brianna
bridget brigitte britta bronislaw bruce bryan buhle burak caitlin camila camille candice carina carl carla carlo carlos carlotta carmen
carol carole caroline carolyn carsten catalina caterina catherine cathy cecile cecilia celia celine cesar chandra chantal charles cheryl
chiara chidi chika chinedu chinonso chinwe chioma chiyo chloe chris christa christel christiane christina christine christoph christophe
christopher cindy claire clarissa claudette claudia claudio clemens clement clementine clifford colette connor conrad constantin corinna
corinne cormac cornelia cornelius craig cristian cristiano cristina cynthia dagmar daisuke damian damien daniel daniela daniele danielle
danilo danny daphne dariusz darren dave david davide dawid deborah declan deepak deepika deirdre delphine denis denise dennis derek dermot
desmond detlef detlev dhruv diana didier diego dieter dietmar dietrich dimitri dimitrios dimitris dinesh dirk dmitri dmitry domenico dominik
dominique donald donna dora doris dorota dorothea dorothy douglas duarte duncan dylan ebenezer ebru eddie edgar edith edmund eduardo edward
edwin efua egor eileen ekaterina elaine eleanor elena eleni eleonora elias elijah elina elisa elisabeth elise elizabeth elke ella ellen
elliot elsa elsbeth elsie elvira emeka emil emilia emiliano emilie emilio emily emma emmanuel emre enrico enrique erdem eric erica erich
erik erika erin esra esteban estelle esther ethan etienne eugenia eugenie eugenio eunice eva evan eveline evelyn ewa ezgi fabian fabienne
fabio fabrice fabrizio farah farid farida fatih fatima fatma fatou federica federico felipe felix ferdinand fernanda fernando filip filippo
fiona florian folake folasade francesca francesco francine francis francisca francisco franco francois francoise franz franziska fred freda
freddy frederic frederick frederik frederike frida frieda friedrich fritz gabriel gabriela gabriele gabriella gabrielle gareth gary gavin
geert geoffrey george gerald geraldine gerard gerda gerhard gerry gertrud giacomo gianluca gianni gideon gil gilbert gilles gina giorgia
giorgio giovanna giovanni gisela giulia giuliana giulio giuseppe glenn goran gordon gottfried graham greg gregor gregory greta gudrun guido
guillaume guillermo gunnar gunter gunther gus gustav gustavo haeun hakan halima hamid hamza hana hanna hannah hannelore hannes hans harald
haris harold harriet harry haruki haruto hasan hassan heather hector heidi heike heiko heinrich heinz helen helena helene helga helge helmut
heloise hendrik henk henri henrietta henriette henrik henry herbert hermann hermine hilary hilda hilde hildegard hiroko hiroshi holger horst
howard hubert huong hussein hyun ian ibrahim ignacia ignacio igor ilaria ilka ilse imani imke imran ines inga inge ingeborg inger ingo
ingrid irena irene irina irma isaac isabel isabela isabella isabelle ismael ismail itzel itziar ivan ivana ivo jaap jacek jackie jacob
jacqueline jacques jaime jakob jakub jamal james jamie jana jane janet janez janice janina janine janusz jarek jaroslav jasmin jason javier
jayden jeanette jeanne jeff jeffrey jelena jen jenna jennifer jenny jens jeremy jerome jerry jerzy jess jesse jessica jill jillian jim jimmy
jiro jisoo joachim joan joana joanna joao jochen joe joel joelle joerg joey johan johann johanna johannes johansson john johnny jolanta jon
jonas jonathan joost jorg jorge jorn jose josef josefa josefine joseph josephine josh joshua josie josue joyce juan juana juanita judith
judy juha jukka julia julian juliana juliane julie julien juliet juliette julio justin justine jutta kaija kamala kamil kamila kamran karen
karim karin karina karl karla karolina karsten kasia katarina katarzyna kate katerina katharina katherine kathleen kathrin kathryn kathy
katie katja katrin kazimierz kazuko keiko keith kelechi kelly kemal ken kenji kenneth kerstin kevin khadija khaled khalid kieran kimberly
kinga kirsten kirstin kjell klaas klara klaudia klaus koenraad kofi konrad konstantin konstantina krishna kristin kristina kristof krystyna
krzysztof kunal kurt kwabena kwadwo kwaku kwame kwasi kyle kyoko kyra lakshmi lamine larissa lars laszlo latisha laura lauren laurence
laurent lea leah leandro leif leila lena lennart leon leona leonard leonardo leonie leonor leopold leslie leszek leticia liam lidia liese
lieselotte lindsay lionel lisa lisbeth liselotte livia lizzie loic lorena lorenz lorenzo loretta lorna lothar lotte louis louise luana luc
luca lucas lucia luciana luciano lucie lucien lucille lucinda lucrezia lucy ludmila ludovic ludwig luigi luis luisa luise luka lukas lukasz
luke lwazi lydia lynn maarten mabel maciej maddalena madeleine mads maelle magda magdalena magnus mahmoud maja majid malcolm malgorzata
malik malte mamadou mandy manfred manish manoj manon manuel manuela marcel marcela marcella marcello marcelo marcia marcin marco marcos
marcus marek margaret margarete margarita margaux margit margot margrit marguerite maria mariam mariama marian mariana marianne mariano
marie mariela marietta marija marijke marika marina mario marion marisa marisol marit marius marjorie markus marlene marlies marta marten
martha martijn martin martina martine marty mary maryam masha massimo matej mateo mateusz mathias mathieu mathilde matilda matt matteo
matthew matthias matthieu maureen maurice mauricio maurizio maxime maximilian maya mechthild megan mehdi mehmet mei meike meiling melanie
melina melinda melissa merle meryem mia micaela michael michaela michal michel michele micheline michelle miguel mihai mikael mike mikhail
mikkel mila milena milos mimi mina minh minjun miriam mirjam mirko miroslav mitchell mohamed mohammad mohammed mohan moira molly monica
monika monique moritz moses moussa muhammad murat muriel myriam nadia nadine nadja naima nancy naoki naomi narendra nasrin natalia natalie
natasha nathalie nathan nathaniel ned neema neha neil nele nell nelly ngozi niamh nicholas nick nico nicola nicolas nicole niels nigel
nikhil niklas nikola nikolai nikolaus nikos nils nina nkechi noah noel noelle nomsa nora norbert noriko norman nuno nuria obinna octavio
odette odile ola olaf olaoluwa olav olena olga oliver olivia olivier ollie oluwaseun omar ondrej orlando osama oscar oskar osman oswald otto
oumar owen ozlem pablo paola paolo pascale patricia patricio patrick patrik patrizia patrycja patty paul paula paulina pauline paulo pavel
pawel pedro peggy penelope peter petros petteri phil philip philipp philippa philippe phillip phoebe phyllis pietro piotr polly pooja
prakash pranav praveen priscilla priya priyanka przemyslaw quentin rachel radoslaw rafael raffaele raghav rahul raimund rainer raisa raj
rajesh rajiv ralf ralph ramesh ramiro ramon ramona randall raoul raphael raquel raul ravi raymond razia rebecca reinhard reinhold renata
renate rene rhonda ricarda ricardo riccardo richard rick riley robert roberta roberto rocio roderick rodrigo roger rohan rohit roland rolf
romy ron ronald ronan ronja rory rosalie rosanna rosario rosemarie rosemary roswitha roxana roxanne ruben rudi rudolf rune rupert ruslan
russell ruth ryan sabina sabine sabrina sadia saeed sakura sally salma salvatore samantha samir samira samuel sandra sanjay sanjeev sanna
saoirse sara sarah sascha sasha satoshi saul scott sean sebastian sebastiano sebastien selim selina selma sergei sergey sergio serhiy seth
seung severin shabnam shanice sharon shaun shauna shay sheila shigeru shirley shreya siddharth siegfried sigrid silke silvana silvia silvio
simon simona simone siobhan sipho sladjana slawomir snezana sofie solange solveig sonia sonja soojin sophia sophie soren stacey stanislav
stanislaw stefan stefania stefanie stefano steffen stelios stephan stephane stephanie stephen steve steven stewart stine stuart subhash
sunil sunita sunniva suresh susan susana susann susanna susanne suzanne sven svenja svetlana swantje sylvia sylvie szymon tadeusz takashi
takeshi tamara tamas tammy tania tanja tanya tara tarek tariq tatiana tatjana tayyip ted temitope terence teresa tess tessa thabo thandiwe
thea theo theodor theodora theodore theresa therese thiago thibault thierry thies thomas thorsten thulani thuy tiago tibor tim timo timothy
tina tino tobias toby todd tom tomas tomasz tommaso tommy tomoko tony torben torsten tove tracy trevor tristan tuomas tyler ulf ulla ulrich
ulrike umberto ursula uschi uwe vadim valentin valentina valeria valerie vanessa vasily vera verena veronica veronika veronique vicente
vicky victor vijay vikram viktor viktoria vilma vincent vincenzo virginie vishal vitalik vittorio vivek vivian viviane vladimir volker
waldemar walter waltraud wanda wanjiru wayne wendy werner wes wiebke wieland wilfried wilhelm wilhelmina willem william wilma winfried
winifred wioletta witold wojciech wolfgang wyatt xavier xiao xiaoming xiaoping ximena xochitl yannick yannis yara yasmin yasmine yasuo
yelena yetunde yiannis yolanda yoshiko youssef yuan yuki yuri yusuf yvan yves yvette yvonne zahra zainab zanele zara zbigniew zdenek zeynep
zhang zoe zofia zoltan zsofia zuzana
"""
GIVEN = frozenset(_GIVEN.split())
"""Names that are no other word, in lower case without accents."""

_ALSO_WORDS = """
abby abel ace ada adolfo aimee alba alexa alma amber amparo anders angel april archer ari art august aurora autumn bailey bas basil bella
ben bill blake blanca brook brooke cameron carter casey charity charlene charlie charlotte chase chester christian chun clara claude clay
clint cody cole constance consuelo cooper corey crystal dahlia daisy dale dan dana dario dawn dean dee desiree destiny devi dick dolores
dominic don drew duke dustin earl eli elif ernest ernesto ernst esperanza estrella eve faith faye flora forest frank gabi gene gerrit ginger
glen gloria grace graciela grant guadalupe guy hailey harley harper heath heaven heide hope hudson hugo hunter ida inez iris isa ivy jack
jackson jade jake jan jasmine jasper java jay jean jesus jewel jin jo joy jude july jun june jungwon juniper justice kai katrina kay kerry
kim kira kit lance lane laurel lee leo lily lin linda ling logan lola lou luna luz mac mae mai major marc march mark marshall mason mat max
may mel melody mercedes mercy mika miles mira mo morgan morris nash nat norma nova olive page paloma parker pascal pat paz pearl peg penny
perla pia pierce pierre piers pilar pip poppy porter prudence queen quinn rae ray red reed reese regina remy rex rich ricky rio rita rob
robin rocky rod romain roman rosa rose ross rowan roy ruby rusty sage salvador sam sandy serena serenity sergeant shea sina sky skylar sofia
sol sonny stan star stella sterling storm sue summer sunny taylor terry till titus trinity troy tucker uri ute van venus viola violet
violeta vito vittoria wade ward warren will willow wolf woody wren xin ying
"""
ALSO_WORDS = frozenset(_ALSO_WORDS.split())
"""Names that are a word, a month, a place or a product too: they need more to be taken for a person."""

_SURNAMES = """
adeyemi almeida alvarez andersen anderson bakker becker bianchi campbell carvalho chen davis demir devries diallo diaz dlamini dupont durand
eriksson esposito fernandez ferrari ferreira fischer fournier garcia gomez gonzalez gupta gutierrez hansen hartmann hernandez hoffmann
hofmann horvath huber huynh ivanov jansen johansen johnson jones kamau kaminski kaya kim kobayashi kovacs kowalski krause krueger kruger
kumar kuznetsov larsen lefebvre lefevre lehmann lewandowski lopez macdonald maier martinez mayer mbeki mccarthy meier mensah meyer moreau
mueller muller murphy mwangi nagy nakamura ndiaye nguyen nilsson nkosi novak nowak oconnor okafor okonkwo oliveira olsen otieno owusu ozturk
papadopoulos patel pedersen pereira perez petrov pham ramirez reddy ricci robinson rodrigues rodriguez romero rossi rousseau sanchez sato
schmid schmidt schmitz schneider schulz schulze sharma sidorov silva singh smirnov smith stewart sullivan suzuki svensson takahashi tanaka
thompson tran traore visser wagner wang watanabe williams wilson wisniewski yamamoto yilmaz zhang zielinski zimmermann
"""
SURNAMES = frozenset(_SURNAMES.split())
"""Family names that are no other word either; far from all, as most need none to be known."""

_BODY = """
academy act ag agency airport allee app archive archives article association avenue award bank beach bill board bridge brucke cafe calle
campaign campus capital center centre chapter chaussee church city club co code collective college committee communities community company
constitution convention corp council county court cup damm dao day decision decree directive effect engine estate exchange fellowship
festival films finance fonds force foundation fund fundacion fundacja gallery gardens gasse gesetz gmbh group grupo gruppe guild hall haus
hospital house inc index initiative institut institute instituto interval island islands istituto judgment kirche klinik laan lab labs lake
language law league library llc ltd machine market media method ministry model mountain movement museum network office order paradox park
partei partners party pass passage pattern place plan platz plaza plc police policy preis press principle prize problem process program
programme project projekt protocol rail rate report research ring river road room rue rule ruling scale school schule score security sektion
series service ship shop society software square stack stadium station stiftung store str straat strasse straße street studies studio
studios study summit system systems team technologies test theater theatre theorem tower treaty trial trust ufer union universidad
universitat universite universiteit university valley ventures verein verlag via village weg zentrum
"""
BODY = frozenset(_BODY.split())
"""What makes a name that stands before it one of a body, a place, a law or a method."""

_PLACE = """
aston café cafe cape castle center centre ernst fort hotel hurricane johns king lake lockheed mount new north operation philip port
project queen saint sainte san sankt santa santo sao são sint south st ste storm villa
"""
PLACE = frozenset(_PLACE.split())
"""What makes a name that stands after it a place or a thing."""

_TIMES = """
april august autumn dezember december dienstag donnerstag februar february freitag friday fall januar january juli july june juni mai march may
mittwoch monday montag november october oktober saturday samstag september sonntag spring summer sunday thursday tuesday wednesday winter
"""
TIMES = frozenset(_TIMES.split())

_NOBODY = """
abuse admin admins all billing board buero channel contact core council core-team everyone export hello help here import info jobs kommunikation
kontakt mail media mods moderators no-reply noreply office override param postmaster presse press property return sales security service staff
support team treasury webmaster
"""
NOBODY = frozenset(_NOBODY.split())
"""What stands before or after an @ and is no person."""

_PARTICLES = (
    "van von de der den del della di da do dos das du la le el al bin ibn ben ter ten zu zum zur af av"
)
PARTICLES = frozenset(_PARTICLES.split())
