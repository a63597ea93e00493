"""The browser of the tests is a real one, and its errors are ours."""

import pytest


@pytest.mark.e2e
def test_chromium_shows_a_page(page):
    page.set_content("<title>Treaptă</title><h1>Bună seara</h1>")
    assert page.title() == "Treaptă"
    assert page.get_by_role("heading").inner_text() == "Bună seara"
