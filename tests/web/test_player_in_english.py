"""Every page of learning is said in English too, with no Romanian left over."""

from __future__ import annotations

import re

from tests.infra.cast import sign_in
from tests.services.classroom import SLUG, publish_in, study_in

# Letters that only Romanian uses; the course itself and names of people are left out.
ROMANIAN = re.compile(r"[ășțĂȘȚ]")
ALLOWED = (
    "Română",
    "Țuțea",
    "Știrbu",
    "Întâi",
    "Explică",
    "Aplică",
    "Asociația",
    "Fundația",
    "Redacția",
)


def words_of(answer):
    assert answer.status_code in {200, 422}
    text = answer.get_data(as_text=True)
    text = re.sub(
        r"<script.*?</script>|<div data-lesson.*?</article>|<pre.*?</pre>|data-text-\w+=\"[^\"]*\"",
        "",
        text,
        flags=re.S,
    )
    for word in ALLOWED:
        text = text.replace(word, "")
    return text


def test_every_page_is_in_english(app, client, cast):
    publish_in(app)
    attempt = study_in(app, cast.member.member_id, until="open")
    study_in(app, cast.colleague.member_id, until="passed")
    base, paper = f"/learn/{SLUG}", f"/learn/{SLUG}/test/{attempt}"
    sign_in(client, cast.member)
    with client.session_transaction() as browser:
        browser["language"] = "en"
    asked = [
        client.get("/courses?q=nothing"),
        client.get("/courses"),
        client.get(f"/courses/{SLUG}"),
        client.get(f"{base}/lessons/intai"),
        client.get(f"{base}/test"),
        client.get(paper),
        client.post(f"{base}/lessons/intai/checks/c1"),
        client.post(paper, data={"action": "submit"}),
    ]
    client.post(paper, data={"action": "submit_anyway"})
    asked += [client.get(f"{paper}/result"), client.get(f"{base}/test")]
    sign_in(client, cast.colleague)
    with client.session_transaction() as browser:
        browser["language"] = "en"
    asked.append(client.get(f"{base}/done"))
    for answer in asked:
        left = [line.strip() for line in words_of(answer).splitlines() if ROMANIAN.search(line)]
        assert left == [], answer.request.path
