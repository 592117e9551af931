from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.model.people import people_in

PERSONAL = [
    ("Anna Meier said the money is gone", ["Anna Meier"]),
    ("In the end Anna Meier and Piotr Kowalski signed", ["Anna Meier", "Piotr Kowalski"]),
    ("We asked Priya twice and got no answer", ["Priya"]),
    ("Priya's proposal was never read", ["Priya"]),
    ("Vote passed; Kwame refuses to pay", ["Kwame"]),
    ("According to Mark Johnson, the line was never there", ["Mark Johnson"]),
    ("Mark said he would ask the treasury", ["Mark"]),
    ("then Grace told us it was over", ["Grace"]),
    ("May wrote to the board in April", ["May"]),
    ("April Jones said no", ["April Jones"]),
    ("Mr Okonkwo left the room", ["Okonkwo"]),
    ("Dr. Ulrike van der Berg refuses", ["Ulrike van der Berg"]),
    ("the letter by Prof. Tanaka", ["Tanaka"]),
    ("nobody but Ms. Zhao knows the password", ["Zhao"]),
    ("M. Dupont a dit non", ["M. Dupont"]),
    ("a note to Richard G. Brown came back", ["Richard G. Brown"]),
    ("the audit by J. Q. Smithers came late", ["J. Q. Smithers"]),
    ("Smith said that it is not his", ["Smith"]),
    ("we talked with Xochitl Hernández about the fund", ["Xochitl Hernández"]),
    ("later Obafemi Adeyemi refused", ["Obafemi Adeyemi"]),
    ("Hans-Peter wanted the minutes", ["Hans-Peter"]),
    ("Jean-Luc Moreau signe seul", ["Jean-Luc Moreau"]),
    ("Frau Schmidt hat die Kasse und wir haben nichts", ["Schmidt"]),
    ("Herr Dr. Weber sagte, dass das Geld fehlt und die Sache ruht", ["Weber"]),
    ("Gestern hat Annette der Kasse das Geld versprochen und ist gegangen", ["Annette"]),
    ("Dann sagte Katrin Geld gibt es nicht, und die Sitzung war aus", ["Katrin"]),
    ("Die Vorsitzende Ulrike Zimmermann lehnt das ab, und wir stehen da", ["Ulrike Zimmermann"]),
    ("Kollegin Swantje und der Vorstand streiten, das ist nicht neu", ["Swantje"]),
    ("Mme Lefebvre ne répond pas", ["Lefebvre"]),
    ("selon Camille Durand le vote est nul", ["Camille Durand"]),
    ("La señora Gutiérrez dijo que no hay dinero", ["Gutiérrez"]),
    ("Según Alejandro Ramírez nadie preguntó", ["Alejandro Ramírez"]),
    ("Giulia Esposito ha detto di no", ["Giulia Esposito"]),
    ("Volgens Marijke Bakker is er geen geld", ["Marijke Bakker"]),
    ("Segundo Thiago Ferreira, ninguém respondeu", ["Thiago Ferreira"]),
    ("ask anna.meier@example.org for the key", ["anna.meier@example.org"]),
    ("@anna_m never answered", ["@anna_m"]),
    ("thread by @kwame@social.example on turnout", ["@kwame@social.example"]),
    ("(cc @priya-k)", ["@priya-k"]),
    ("call +49 30 1234 5678 after six", ["+49 30 1234 5678"]),
    ("her number is 0044 20 7946 0958", ["0044 20 7946 0958"]),
    ("Tel.: 030 123 45 67, evenings", ["030 123 45 67"]),
    ("Emma, Noah and Aisha want the old rule back", ["Emma", "Noah", "Aisha"]),
    ("Then Chiara left. Chiara had the keys.", ["Chiara"]),
]

LET_BE = [
    "The vote passed with 92 %, and nobody had asked the treasury",
    "Example Guild said no. Working Group agreed, Security Council asked for time",
    "The Anna Freud Centre was asked, and the Linus Pauling Institute",
    "The Robert Bosch Stiftung und der Verein haben die Frist verpasst",
    "Wir trafen uns in der Konrad-Adenauer-Straße, und der Vorstand war nicht da",
    "Max-Planck-Institut und Heinrich-Böll-Stiftung streiten, das ist nicht neu",
    "Der Haushalt der Stadt ist nicht beschlossen, und die Kasse der Gemeinde ist leer",
    "In May the board met; by April nothing; since August 2025 silence",
    "May the best proposal win. Will the treasury pay? Hope is not a plan",
    "In April Berlin said no, and last June Vienna agreed",
    "Will Congress act? Mark the date. Bill 42 passed, Grant round 3 is open",
    "Hope Foundation, Grace Period and Faith Communities are on the list",
    "San Francisco, San José, Santa Monica, St. Helena and Port Elizabeth voted",
    "New York, Los Angeles, Paris and London agreed on a rule",
    "Lockheed Martin and Aston Martin left the consortium",
    "Ben & Jerry's and Johnson & Johnson and Ernst & Young signed",
    "Hurricane Katrina changed the budget; Lake Victoria is shared",
    "Wilson intervals, Fisher's exact test and the Campbell law",
    "the Shannon index and the Gini Index fell; Arrow's theorem holds",
    "DAO, MVP, AI, EU, UN and the OECD wrote to the WHO",
    "Uniswap, Gitcoin, Aave Grants and Compound Treasury voted",
    "Agreed, not funded. Decided online, undone. Nobody answers.",
    "Nobody said who pays. Everybody agreed. Someone asked why.",
    "Mr President, Madam Chair, Frau Vorsitzende, Herr Minister",
    "Our Board asked. My Team said. The Core Team refused. Staff wrote",
    "Treasury Multisig refused to sign",
    "info@example.org and no-reply@example.org and press@guild.example",
    "@everyone @here read this; @team please vote",
    "decorators such as @property and @media and @scope/package",
    "name `@handle` in code and user@ is cut",
    "+10 000 000 tokens, +1 000 000 000 in all, 2026-03-04 and 20261124-k7f3q2wd",
    "3,141,592 votes, 92.5 %, +12 %, 0.333, 1/2, 10.1.2.3 and v1.20.3",
    "block 0012345678901 and id 00123, minutes@0.md, left-pad@1.3.0",
    "Die Frau und der Herr im Saal haben nicht gefragt, und das ist alles",
    "Miss the deadline and the grant is gone; Sir, no; Dr no",
    "Section A. Nobody came. Plan B. Everybody left. U.S. Government shut down",
    "Le Conseil a dit non, la Mairie refuse, le Trésor demande une ligne",
    "La Junta dijo que no; el Consejo preguntó; el Tesoro respondió",
    "Il Consiglio ha detto no e la Giunta chiede tempo",
    "De Raad zegt nee, de Gemeente vraagt uitstel en het Bestuur schreef niets",
    "A Assembleia disse não e o Conselho perguntou porquê",
    "Die Carl Wilhelm Straße und die Johannes Blum Str. sind gesperrt, das ist nicht neu; Anders geht es nicht",
    "Tyler 1990 on procedure, Zhang et al. and Julia Romberg (2022) were read",
    "Hier sagte niemand etwas, und dann war Mai und die Frist vorbei",
    "Monday: nobody. Tuesday said nothing. Sunday Assembly met",
    "Georgia and Virginia passed it; Jordan and Israel did not; Chad abstained",
    "Claude and Alexa and Siri answer for the desk; Ruby and Java and Julia Language too",
    "Robin Hood tax and Chatham House rule",
    "",
    "x",
]


@pytest.mark.parametrize(("text", "names"), PERSONAL)
def test_what_looks_like_a_person_is_found_as_it_stands(text, names):
    found = people_in(text)
    assert [one.text for one in found] == names
    assert [text[one.start : one.end] for one in found] == names


@pytest.mark.parametrize("text", LET_BE)
def test_bodies_places_months_and_first_words_are_let_be(text):
    assert people_in(text) == ()


def test_there_are_enough_cases_of_both_kinds():
    assert len(PERSONAL) + len(LET_BE) >= 60
    assert min(len(PERSONAL), len(LET_BE)) >= 25


def test_what_the_journal_knows_as_a_body_a_role_or_a_term_is_let_be():
    text = "Ulla Nook asked, @guild wrote, and Maria Sibylla Treasury left"
    assert [one.text for one in people_in(text)] == ["Ulla Nook", "@guild", "Maria Sibylla Treasury"]
    assert people_in(text, ("ulla nook", "guild", "Maria Sibylla Treasury")) == ()
    assert [one.text for one in people_in("Maria Sibylla asked", ("Sibylla Fund",))] == ["Maria Sibylla"]


def test_kinds_are_told_apart():
    text = "Anna Meier (@anna, anna@example.org, +49 30 12345678)"
    assert [one.kind for one in people_in(text)] == ["name", "handle", "address", "number"]


def test_a_long_text_is_looked_at_once():
    text = "Anna Meier asked the Treasury of Example Guild. " * 4000
    begin = time.process_time()
    assert [one.text for one in people_in(text)] == ["Anna Meier"]
    assert time.process_time() - begin < 10


@given(st.text())
def test_any_text_can_be_looked_at_and_what_is_found_stands_there(text):
    for one in people_in(text, ("a", text[:3])):
        assert text[one.start : one.end] == one.text
        assert one.text.strip()
