"""English sentences, by code."""

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

LABELS: dict[str, str] = {
    # outcomes
    "met": "met",
    "not_met": "not met",
    "in_progress": "in progress",
    "exempt": "exempt",
    "not_in_force": "no norms in force",
    "undetermined": "cannot be determined yet",
    # bases
    "seed": "from the College's own documents",
    "sourced": "from a published act or the College's site",
    "adopted": "fixed by decision",
    "assumed": "assumed value, not set by the College",
    "default": "indicative value, not set by the College",
    # statuses and leaves
    "active": "active",
    "suspended": "suspended",
    "removed": "removed",
    "parental": "parental leave",
    "medical": "medical leave",
    # organisers
    "approved_provider": "an approved training provider",
    "branch": "a branch",
    "other_entity": "another entity",
    "college": "the College",
    "unapproved_provider": "a provider that is not approved",
    # forms
    "course": "course",
    "workshop": "workshop",
    "conference": "conference",
    "round_table": "round table",
    "webinar": "webinar",
    "elearning_course": "online course",
    # states of a year's lines
    "counted": "counted",
    "overlapped": "overlapping, counted once",
    "reversed": "reversed",
    "pending": "an officer is looking",
    "refused": "brings no credit",
}

SENTENCES: dict[str, str] = {
    # one activity
    "activity-open": "The activity is not finished.",
    "activity-ahead": "The activity ends on {day:day}.",
    "norms-not-in-force": "No version of the norms was in force on {day:day}.",
    "needs-commission": (
        "“{title}” is credited through a file: the Training Commission proposes and the "
        "Executive Bureau decides."
    ),
    "organiser-allowed": "The organiser may hold credited programmes: {organiser:label}.",
    "organiser-refused": (
        "The organiser is {organiser:label}. The programme brings no credit by itself; "
        "you can ask for its recognition."
    ),
    "form-not-listed": "The form “{form:label}” is not among the known forms of a programme.",
    "provider-approved": "The provider was approved by decision no. {number} of {decided_on:day}.",
    "provider-approval-none": "No approval of the provider is known.",
    "provider-approval-ended": (
        "The provider was no longer approved on {day:day}: its approval ran until {limit:day}."
    ),
    "provider-approval-not-begun": (
        "The provider was not yet approved on {day:day}: its approval begins on {limit:day}."
    ),
    "programme-approved": (
        "The programme was approved by decision no. {number} of {decided_on:day}."
    ),
    "programme-approval-none": "No approval of the programme is known.",
    "programme-approval-ended": (
        "The programme was no longer approved on {day:day}: its approval ran until {limit:day}."
    ),
    "programme-approval-not-begun": (
        "The programme was not yet approved on {day:day}: its approval begins on {limit:day}."
    ),
    "registration-unknown": (
        "The date of entry in the register is not known. The College has to fill it in."
    ),
    "member-active": "You were in the register and active on {day:day}.",
    "member-not-registered": (
        "You were not in the register on {day:day}; your entry is of {registered_on:day}."
    ),
    "member-not-active": "On {day:day} the status in the register was: {status:label}.",
    "status-unknown": (
        "The status in the register on {day:day} is not known. The College has to fill it in."
    ),
    "not-present": "You were not present: 0 of {delivered:minutes}.",
    "attendance-met": (
        "You were present for {present} of {delivered:minutes} ({percent:percent}); "
        "the threshold is {least:percent}."
    ),
    "attendance-met-late": (
        "You were present for {present} of {delivered:minutes} ({percent:percent}). "
        "{tolerance:minutes} of lateness are disregarded, so the threshold of {least:percent} "
        "is reached."
    ),
    "attendance-review": (
        "You were present for {present} of {delivered:minutes} ({percent:percent}), a little "
        "under the threshold of {least:percent}. An officer also looks at other evidence "
        "(telephone, signatures)."
    ),
    "attendance-below": (
        "You were present for {present} of {delivered:minutes} ({percent:percent}), under the "
        "threshold of {least:percent}. The College has not set this threshold, so an officer "
        "decides."
    ),
    "attendance-refused": (
        "You were present for {present} of {delivered:minutes} ({percent:percent}). "
        "At least {least:percent} is required."
    ),
    "attendance-unknown": "The minutes present or actually delivered are not known.",
    "programme-credits-fixed": (
        "The programme has {credits:credits}, fixed by decision no. {number} of "
        "{decided_on:day} ({body})."
    ),
    "course-credits-fixed": (
        "The course has {credits:credits}, fixed by decision no. {number} of "
        "{decided_on:day} ({body})."
    ),
    "credits-by-decision-of-objection": (
        "On file no. {file}, {credits:credits} were fixed by decision no. {number} of "
        "{decided_on:day} ({body})."
    ),
    "credits-not-fixed": "No decision fixes the number of credits of “{title}” yet.",
    "credits-from-workload-down": (
        "The course has a declared workload of {minutes:minutes}. At {per:minutes} a credit, "
        "rounded down to {step:amount}, this makes {credits:credits}."
    ),
    "credits-from-workload-up": (
        "The course has a declared workload of {minutes:minutes}. At {per:minutes} a credit, "
        "rounded up to {step:amount}, this makes {credits:credits}."
    ),
    "credits-from-workload-half-up": (
        "The course has a declared workload of {minutes:minutes}. At {per:minutes} a credit, "
        "rounded to the nearest {step:amount}, this makes {credits:credits}."
    ),
    "workload-unknown": "The declared workload of the course “{title}” is not known.",
    "opening-credits": (
        "{credits:credits} from the earlier record, dated {day:day}. Source: {document}."
    ),
    "opening-incomplete": "The entry “{title}” lacks its number of credits or its source document.",
    "repeated-course": (
        "You have already had credit for the course “{title}”, on {day:day}. A second time adds "
        "none unless an officer decides so."
    ),
    "repeated-programme": (
        "You have already had credit for the programme “{title}”, on {day:day}, under the same "
        "approval. A second time adds none unless an officer decides so."
    ),
    "value-unknown": "The norms in force on {day:day} do not give “{rule}”. It is not set yet.",
    # the year
    "year-not-in-force": (
        "No version of the norms was in force for {year}; the first is of {from:day}."
    ),
    "year-requirement": "{required:credits} are required for {year}.",
    "year-pro-rata": (
        "{months:months} of suspension or leave are left out: of {full:credits}, "
        "{required:credits} remain for {left:months}."
    ),
    "exempt-not-yet-registered": (
        "You were not yet in the register in {year}; your entry is of {registered_on:day}."
    ),
    "exempt-registration-year": (
        "{year} is the year of your registration ({registered_on:day}): no credits are required."
    ),
    "exempt-not-member": "You were not a member in any month of {year}: no credits are required.",
    "exempt-few-months": (
        "You practised for {months:months} in {year}. Under {least:months} no credits are required."
    ),
    "year-line": "“{title}”, ended on {day:day}: {credits:credits}.",
    "year-line-reversed": "“{title}”, ended on {day:day}: the credits were reversed.",
    "year-line-pending": (
        "“{title}”, ended on {day:day}: the credits await the decision of an officer."
    ),
    "year-line-refused": "“{title}”, ended on {day:day}: brings no credit.",
    "overlap-once": (
        "“{title}” overlapped with “{other}”. The time counts once, in the way that is best for "
        "you; {credits:credits} are taken off."
    ),
    "grant-to-all": "By decision, all members were granted {credits:credits} for {year}.",
    "carry-over": (
        "Of the surplus of {surplus:credits} of {year}, {credits:credits} are carried over "
        "(at most {most:credits})."
    ),
    "carry-over-unknown": (
        "In {year} you had a surplus of {surplus:credits}. The norms known do not say whether it "
        "carries over, so it is only shown here."
    ),
    "year-met": "You have {earned:credits} for {year}, of {required:amount}: met.",
    "year-running": (
        "You have {earned:credits} for {year}, of {required:amount}. {missing:credits} more needed."
    ),
    "year-in-progress": (
        "You have {earned:credits} for {year}, of {required:amount}. {missing:credits} more "
        "needed; evidence is accepted until {until:day}."
    ),
    "year-not-met": (
        "You have {earned:credits} for {year}, of {required:amount}. {missing:credits} missing."
    ),
    "year-not-met-orientative": (
        "You have {earned:credits} for {year}, of {required:amount}. The College has not set the "
        "number required, so an officer decides."
    ),
    "year-for-officer": (
        "You have {earned:credits} for {year}, of {required:amount}. {missing:credits} missing, "
        "but there are activities or rules on which an officer decides."
    ),
    "year-not-imported": (
        "The record of {year} was not imported by the College. It cannot be determined yet."
    ),
    "year-partly-imported": (
        "The record of {year} is only partly here: the months before the platform are missing."
    ),
}
