"""The review of a list: what agrees and differs, the minutes drawn, finding, the last decision."""

from __future__ import annotations

import re

import pytest

from lms.models import Resolution
from tests.infra.attendance import csv_list
from tests.infra.cast import sign_in
from tests.web.test_attendance_lists import (
    ANA,
    BOGDAN,
    BY_NAME,
    STRANGER,
    officer,
    rows_of,
    upload,
    words,
)

__all__ = ["officer"]
TIMES = "Nume,Prenume,Cod RNASR,Intrare,Ieșire"
SCREEN_QUERIES = 21  # whatever the number of rows
PART = {"HX-Request": "true"}


@pytest.fixture
def review(officer, cast):
    """The address of a list in review: two sure, one by name, one stranger and five of a family."""
    given = ("Alfa", "Beta", "Gama", "Delta", "Omega")
    family = [("Copil", name, "", "", "100") for name in given]
    return upload(officer, cast, csv_list(ANA, BOGDAN, BY_NAME, STRANGER, *family)).location


def shown(client, url):
    """The people in the list of a page."""
    page = client.get(url).get_data(as_text=True)
    return [re.sub(r"\s+", " ", who) for who in re.findall(r'review__who">([^<]*)<', page)]


def test_a_candidate_says_what_agrees_and_what_differs(officer, cast):
    written = ("Stirbu", "Carmina Xenia", "alta@acasa.test", "AS-99", "360")
    url = upload(officer, cast, csv_list(written)).location
    page = officer.get(f"{url}?tab=all&code=AS-10003").get_data(as_text=True)
    text = re.sub(r"<[^>]+>", " ", page)
    assert "La fel: Știrbu" in text
    assert "Nu apar în listă: Carmen" in text
    assert "Doar în listă: carmina, xenia" in text
    assert "Alt cod în listă: AS-99" in text
    assert cast.stranger.email not in page


def test_minutes_are_drawn_on_the_line_of_each_session(officer, cast):
    line = ("Moraru", "Ana", "AS-10001", "14.03.2026 10:00", "14.03.2026 11:00")
    url = upload(officer, cast, csv_list(line, header=TIMES)).location
    page = officer.get(f"{url}?tab=all").get_data(as_text=True)
    assert "sub pragul de 80 %" in page
    assert 'class="presence__least" x="79.6"' in page
    assert "10:00–11:00" in page
    whole = re.findall(r'presence__there" x="0" y="2" width="(\d+)"', page)
    assert 0 < int(whole[0]) < 80
    bars = re.findall(r'presence__there" x="([\d.]+)" y="1" width="([\d.]+)"', page)
    assert len(bars) == 1
    assert float(bars[0][0]) + float(bars[0][1]) <= 100


def test_the_list_is_searched_without_marks_and_filtered(officer, review):
    everyone = f"{review}?tab=all"
    assert len(shown(officer, everyone)) == 9
    assert shown(officer, f"{everyone}&q=TUTEA") == ["Țuțea Bogdan"]
    assert shown(officer, f"{everyone}&q=țuțea+bog") == ["Țuțea Bogdan"]
    assert shown(officer, f"{everyone}&q=as-10001") == ["Moraru Ana"]
    assert shown(officer, f"{everyone}&q=@spital") == ["Nimenea Xerxes"]
    assert shown(officer, f"{everyone}&q=%25") == []
    assert "Niciun rând nu se potrivește filtrului" in words(officer.get(f"{everyone}&q=%25"))
    assert shown(officer, f"{everyone}&reason=code_matches") == ["Moraru Ana", "Țuțea Bogdan"]
    assert len(shown(officer, f"{everyone}&said=open")) == 9
    assert shown(officer, f"{everyone}&said=skipped") == []
    assert len(shown(officer, f"{everyone}&said=nonsense&reason=")) == 9


def test_decisions_go_on_inside_the_filter(officer, review):
    family = rows_of_family(officer, review)
    data = {"choice": "skip", "tab": "unmatched", "q": "copil", "said": "open"}
    sent = officer.post(f"{review}/rows/{family[0]}", data=data)
    assert "q=copil" in sent.location
    assert f"row={family[1]}" in sent.location
    assert len(shown(officer, sent.location)) == 4


def rows_of_family(client, url):
    page = client.get(f"{url}?tab=unmatched&q=copil").get_data(as_text=True)
    return re.findall(r'id="row-([0-9a-f-]{36})"', page)


def test_the_last_decision_is_taken_back_from_anywhere(app, officer, cast, review):
    by_name, stranger = rows_of(app)[2:4]
    officer.post(f"{review}/rows/{by_name.id}", data={"choice": "accept", "tab": "review"})
    officer.post(f"{review}/rows/{stranger.id}", data={"choice": "skip", "tab": "unmatched"})
    page = words(officer.get(f"{review}?tab=sure"))
    assert "Ultima dumneavoastră hotărâre: Nimenea Xerxes, sărit." in page
    back = {"choice": "reopen", "tab": "sure"}
    part = officer.post(f"{review}/rows/{stranger.id}", data=back, headers=PART)
    assert rows_of(app)[3].resolution is Resolution.OPEN
    assert f"tab=unmatched&row={stranger.id}" in part.headers["HX-Replace-Url"]
    assert "Stirbu Carmen, ales." in words(part)  # the one before it, in turn
    sign_in(officer, cast.provider_colleague)
    assert "Ultima dumneavoastră hotărâre" not in words(officer.get(review))


def test_many_decided_at_once_are_not_taken_back_one_by_one(officer, review):
    officer.post(f"{review}/unmatched", data={"act": "not_member"})
    page = words(officer.get(f"{review}?tab=unmatched"))
    assert "Ultima dumneavoastră hotărâre" not in page
    assert "Anulați: hotărâți din nou despre fiecare" in page


def test_a_search_keeps_the_focus_and_says_how_many(officer, review):
    sent_by = {**PART, "HX-Trigger": "review-filter"}
    found = officer.get(f"{review}?tab=all&q=copil", headers=sent_by)
    text = found.get_data(as_text=True)
    assert 'data-announce="5 rânduri în listă"' in text
    assert "data-focus" not in text
    assert found.headers["HX-Replace-Url"].endswith("?tab=all&q=copil")
    assert "data-focus" in officer.get(f"{review}?tab=all", headers=PART).get_data(as_text=True)


def test_a_phone_shows_the_list_or_the_row(app, officer, review):
    row = rows_of(app)[3]
    assert "review--open" not in officer.get(f"{review}?tab=all").get_data(as_text=True)
    page = officer.get(f"{review}?tab=all&row={row.id}").get_data(as_text=True)
    assert "review--open" in page
    assert re.search(r'class="review__back" href="[^"]*\?tab=all&amp;page=1"', page)


def test_every_view_of_the_screen_costs_the_same_queries(officer, cast, review, count_queries):
    small = upload(officer, cast, csv_list(ANA, BY_NAME)).location
    counts = {}
    for url in (review, small):
        for view in ("?tab=all", "?tab=all&q=a&said=open"):
            officer.get(f"{url}{view}")
            with count_queries() as seen:
                assert officer.get(f"{url}{view}").status_code == 200
            counts[url, view] = len(seen)
    assert set(counts.values()) == {SCREEN_QUERIES}
