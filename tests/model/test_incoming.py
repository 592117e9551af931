from __future__ import annotations

from lineage.model.incoming import digest


def test_parts_of_a_hash_do_not_run_into_each_other():
    assert digest("ab", "c") != digest("a", "bc") != digest("abc")
    assert digest("\ud800")
