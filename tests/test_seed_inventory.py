from __future__ import annotations

import re

import pytest

from lineage.journal import Journal

MAP_ITEMS = {
    "value-broad-benefit", "value-accountability-with-teeth", "value-decided-by-cost-bearers",
    "camp-techno-optimist", "camp-precautionary", "camp-growth", "camp-governance", "camp-acceleration", "camp-restraint",
    "model-extraction-default", "model-infrastructure-scarcity", "model-intervention-marks-failure", "model-we-already-understand",
    "intervention-datacenter-moratorium", "intervention-subsidy", "intervention-awareness-campaign",
}  # fmt: skip


@pytest.fixture(scope="module")
def inventory():
    from pathlib import Path

    text = (Path(__file__).parent / "fixtures" / "seed_inventory.txt").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def test_every_item_of_the_seeds_has_a_home(inventory, root):
    taxonomy = Journal.built_in().taxonomy
    facets = {
        facet.path.rpartition("/")[2]: {value.id for value in facet.values} for facet in taxonomy.facets
    }
    for item, _, where in inventory:
        if where == "map":
            assert item in MAP_ITEMS
            continue
        path, _, value = where.partition("#")
        assert (root / "taxonomy" / path).is_file(), item
        if value:
            assert value in facets[path.rpartition("/")[2]], item


def test_only_map_items_wait_for_their_issue(inventory):
    assert {item for item, _, where in inventory if where == "map"} == MAP_ITEMS


def test_a_home_answers_to_the_name_of_its_item(inventory):
    taxonomy = Journal.built_in().taxonomy
    for item, _, where in inventory:
        folder, _, name = where.partition("/")
        if folder == "tensions":
            assert taxonomy.resolve(item) == name.removesuffix(".md")
        elif folder == "facets":
            facet = next(one for one in taxonomy.facets if one.path == f"taxonomy/{where.partition('#')[0]}")
            assert facet.resolve(item) == where.partition("#")[2], item


def test_the_inventory_holds_every_id_of_the_knowledge_file(inventory, shared):
    text = (shared / "knowledge" / "knowledge.md").read_text(encoding="utf-8")
    section = text.partition("## 2. Seed inventory")[2].partition("## 3. Facets")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    ids = {name for cell in cells for name in re.findall(r"`([a-z0-9-]+)`", cell)}
    assert len(ids) > 150
    assert ids - {item for item, _, _ in inventory} == set()


def test_the_taxonomy_has_its_seed_and_its_extension_tensions():
    taxonomy = Journal.built_in().taxonomy
    by_status = {
        status: [one for one in taxonomy.tensions if one.status == status] for status in ("seed", "extension")
    }
    assert (len(by_status["seed"]), len(by_status["extension"])) == (41, 48)
    assert [family.code for family in taxonomy.families] == list("ABCDEFGHIJ")


def test_every_page_is_whole_and_every_reference_is_there(root):
    from lineage.model.faults import taxonomy_faults
    from lineage.store.taxonomy import read_sources, read_statements

    taxonomy = Journal.built_in().taxonomy
    sources, problems = read_sources(root / "taxonomy")
    assert problems == []
    assert taxonomy_faults(taxonomy, sources) == []
    statements, problems = read_statements(root / "taxonomy")
    assert problems == []
    assert {key for one in statements for key in one.sources} <= {source.id for source in sources}
    for tension in taxonomy.tensions:
        assert len(tension.neighbours) >= 2, tension.id
        assert len(tension.examples) >= 2, tension.id
        assert tension.near_misses, tension.id
        assert all(near in taxonomy.by_id for near, _ in tension.near_misses), tension.id
        for named in re.findall(r"`([a-z-]+)`", tension.section("Not when")):
            assert named in taxonomy.by_id, (tension.id, named)
    lines = [tension.hear.lower() for tension in taxonomy.tensions]
    assert len(set(lines)) == len(lines)


def test_the_codes_that_others_rely_on_are_where_they_were():
    taxonomy = Journal.built_in().taxonomy
    assert taxonomy.resolve("G4") == "agreement-without-resource-alignment"
    assert [
        taxonomy.by_id[name].code
        for name in ("language-level-mismatch", "transition-shock", "nominal-oversight")
    ] == ["A1", "I1", "J11"]


def test_both_pages_of_a_pair_put_a_question_that_leads_either_way():
    taxonomy = Journal.built_in().taxonomy
    for tension in taxonomy.tensions:
        for neighbour in tension.neighbours:
            back = {one.id for one in taxonomy.by_id[neighbour.id].neighbours}
            assert tension.id in back, (tension.id, neighbour.id)
            question, _, answers = neighbour.test.rpartition("?")
            assert question, (tension.id, neighbour.id)
            assert (answers.count("this one"), answers.count("that one")) == (1, 1), (
                tension.id,
                neighbour.id,
            )


def test_pages_that_put_the_same_question_give_opposite_answers():
    taxonomy = Journal.built_in().taxonomy
    tests = {(one.id, other.id): other.test for one in taxonomy.tensions for other in one.neighbours}
    same = 0
    for (here, there), test in tests.items():
        question, _, answers = test.rpartition("?")
        back, _, turned = tests[there, here].rpartition("?")
        if question == back:
            same += 1
            assert answers != turned, (here, there)
    assert same > 100
