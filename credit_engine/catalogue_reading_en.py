"""English sentences of problems in regulations and facts, by code: what is wrong, what to do."""

LABELS: dict[str, str] = {
    # what a wrong value should have been
    "amount": 'a decimal number in quotes, such as "10" or "2.5"',
    "count": "a whole number, without quotes and without zeros before it",
    "truth": "true or false",
    "text": "a text",
    "day": "a day written YYYY-MM-DD, of the years 1900 to 2199",
    "instant": "an instant with its time zone, such as 2026-03-03T10:00:00+02:00",
}

SENTENCES: dict[str, str] = {
    # the text
    "file-empty": "the file is empty. Write the document.",
    "file-long": "the text is longer than {most} characters. Keep what is needed.",
    "yaml-syntax": "the text cannot be read ({reason}). Correct the syntax.",
    "yaml-documents": "a second document begins here. Keep one document in a file.",
    "yaml-depth": "the text is nested too deep. Simplify it.",
    "yaml-alias": "the alias *{anchor} is not allowed. Write the value.",
    "yaml-tag": "the tag {tag} is not allowed. Write a plain value.",
    "text-broken": "“{value}” holds half of a character. Write the text again.",
    "float-refused": "{value} is a floating-point number. Write the amount in quotes, exactly.",
    "key-not-text": "the key “{key}” is not plain text. Choose another name (not on, yes, no).",
    "key-duplicate": "the key “{key}” is also on line {first_line}. Keep one.",
    "key-unknown": "the key “{key}” is not known. Possible keys: {known}.",
    "key-missing": "the key “{key}” is missing. Add it (null = not known, where that is allowed).",
    "not-fields": "this should have keys. Write it as {{key: value, …}}.",
    "not-list": "this should be a list. Write it as [item, …].",
    "not-scalar": "this should be a single value. Write only that.",
    "list-long": "the list has {count} items, more than {most}. Keep what is needed.",
    "word-unknown": "“{value}” is not a known word. Write one of: {allowed}.",
    "value-wrong": "“{value}” cannot be used. Write {expected:label}.",
    # regulations
    "leaf-bare": "the value must be written with its basis: {{value: …, basis: …}}.",
    "source-missing": "a value of basis {basis} needs a source. Add source.",
    "source-unknown": "the source “{source}” is not listed under sources. Add it there.",
    "amends-cycle": "versions amend one another in a circle: {ids}. Break the circle.",
    "amends-unknown": (
        "the version “{id}” that this one amends is not in the file. Write one of: {known}."
    ),
    "versions-clash": (
        "the versions {first} and {second} would both be in force: they have the same name or "
        "first day ({same}). Change one."
    ),
    "versions-none": "there is no version. Add one.",
    "versions-many": "there are {count} versions, more than {most}. Leave out those of the past.",
    "percent-absurd": "{value} is not a percentage between 1 and 100. Write one that is.",
    "review-above-min": (
        "the review threshold ({review:percent}) is above that of attendance ({least:percent}). "
        "Lower it."
    ),
    "day-absurd": "the day {value} is not in the calendar of every year. Write another.",
    "amount-absurd": "the value {value:amount} is too small. Write a greater one.",
    "amount-huge": "the value {value:amount} is greater than {most:amount}. Write a smaller one.",
    "scope-wrong": "this is rounded once per {right}, not per {value}. Write once_per: {right}.",
    "grade-unknown": "the grade “{grade}” is not in the order of grades. Write one of: {known}.",
    "unregulated-given": (
        "“{key}” is given and also listed under not_regulated. Keep one of the two."
    ),
    "unregulated-unknown": (
        "“{key}” is listed under not_regulated and is no section or value of a version. "
        "Take it out or correct its name."
    ),
    "limit-absurd": (
        "this is no limit. Write either credits (at least 0), or parts, out_of (more than parts) "
        "and share_of."
    ),
    # facts
    "instant-naive": "the instant {value} has no time zone. Add it (such as +02:00).",
    "superseded-backwards": (
        "the fact is superseded before it was recorded. Correct one of the two instants."
    ),
    "period-backwards": (
        "the period ends on {until:day}, before it begins ({from:day}). Correct one of the days."
    ),
    "statuses-overlap": (
        "the statuses “{first:label}” and “{second:label}” overlap on {day:day}. Correct the dates."
    ),
    "grades-overlap": (
        "the grades “{first:label}” and “{second:label}” overlap on {day:day}. Correct the dates."
    ),
    "session-backwards": (
        "the session ends ({end}) before it begins ({start}). Correct one of the instants."
    ),
    "session-long": "the session lasts more than a day ({start} – {end}). Check the hours.",
    "minutes-absurd": (
        "{value} is not a possible number of minutes ({field}). Write one from 0 to {most}."
    ),
    "minutes-over": (
        "{value:minutes} ({field}) are more than the {most:minutes} delivered. "
        "Correct one of the two."
    ),
    "quantity-absurd": (
        "{value:amount} is not a possible number of hours, works or persons. "
        "Write one above 0 and up to {most:amount}."
    ),
    "credits-negative": (
        "{value:amount} credits: the number cannot be negative ({field}). Write 0 or more."
    ),
    "completed-before-started": (
        "the activity ends on {completed:day}, before it begins ({started:day}). "
        "Correct one of the days."
    ),
    "activity-before-registration": (
        "the activity “{title}” took place on {day:day}, before the entry in the register "
        "({registered_on:day}). Correct one of the days or leave the activity out."
    ),
    "activity-duplicate": "the activity “{id}” appears twice. Keep one.",
    "basis-unknown": "the basis “{value}” is not known. Write one of: {allowed}.",
    "participants-absurd": (
        "{value} is not a possible number of participants. Write at least 1, or leave it out."
    ),
    "country-wrong": (
        "“{value}” is not the code of a country. Write two capital letters, such as RO."
    ),
    "certificate-early": (
        "the certificate ({issued:day}) is earlier than the last day of the training "
        "({ended:day}). Correct one of the days."
    ),
}
