"""What ``import nesy`` offers."""

import nesy


def test_every_public_name_loads():
    assert set(nesy.__all__) == set(nesy._HOMES)
    assert all(getattr(nesy, name) is not None for name in nesy.__all__)
    assert set(nesy.__all__) <= set(dir(nesy))


def test_an_unknown_name_is_an_attribute_error():
    assert not hasattr(nesy, "no_such_name")
