"""Who sat in a meeting and what the file shows of them: honest, careless, hostile; truth known."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lms.attendance import MemberCandidate
from tests.attendance.quality.damage import DEVICES, DIMINUTIVES, EVERY, HEAVY, LIGHT, damaged
from tests.attendance.quality.register import MEN, WOMEN, Register, whole_name


@dataclass(frozen=True)
class Shown:
    """One join as a file may show it; a layout without a column leaves the value out."""

    display: str
    email: str = ""
    code: str = ""
    last: str = ""
    first: str = ""


@dataclass
class Guest:
    """One person in the room.

    `truth` is the member, None for a stranger. `keyed`: a right code or e-mail stands in the file
    and no name contradicts it, so it has to be sure. `named`: a registrant of whom the file shows
    only a name. `doubtful`: must not be sure, whoever is proposed.
    """

    kind: str
    truth: str | None
    shown: list[Shown]
    keyed: bool = False
    named: bool = False
    doubtful: bool = False
    registered: bool = True


@dataclass(frozen=True)
class Scene:
    """What a guest is made of: the register, and which columns the layout has."""

    rng: random.Random
    register: Register
    columns: frozenset[str]
    taken: set[str] = field(default_factory=set)

    def member(self) -> MemberCandidate:
        """A member not yet in this file."""
        while True:
            member = self.rng.choice(self.register.members)
            if member.id not in self.taken:
                self.taken.add(member.id)
                return member

    def foreign_email(self) -> str:
        """An address that no member has."""
        rng = self.rng
        return rng.choice(["", "", f"g{rng.randrange(10**9)}@altundeva.test"])


def keyed(scene: Scene) -> Guest:
    """A right code, a right e-mail or both; the name damaged, or a device, or nothing."""
    if not scene.columns & {"code", "email"}:
        return code_in_name(scene)
    rng, member = scene.rng, scene.member()
    while not _own_emails(scene, member):
        member = scene.member()
    how, name = damaged(rng, member.last_name, member.first_name, by=EVERY)
    if rng.random() < 0.15:
        how, name = "device", rng.choice(DEVICES)
    shown = _with_key(scene, member, Shown(name))
    if "first_last" in scene.columns:
        shown = replace(shown, last=member.last_name, first=member.first_name)
        if name and rng.random() < 0.3:
            shown = replace(shown, last="", first=name)
    joins = [shown]
    if rng.random() < 0.15:  # a second device, the same key
        joins.append(replace(shown, display=rng.choice(DEVICES)))
    return Guest(f"key, {how}", member.id, joins, keyed=True)


def code_in_name(scene: Scene) -> Guest:
    """The code written into the name, as members are often asked to do."""
    rng, member = scene.rng, scene.member()
    code = member.rnasr_code
    _, name = damaged(rng, member.last_name, member.first_name, by=SAFE_BESIDE_CODE)
    name = rng.choice([
        f"{name} {code}", f"{code} {name}", f"{name} - {code}", f"{name} ({code})",
        f"{name} RNASR {code}", f"{name} cod {code}", f"{name}, {code}", f"{name}_{code}",
        f"{name} RNASR:{code}", f"{name} cod RNASR {code}", f"{name} nr. {code}",
    ])  # fmt: skip
    return Guest("code in the name", member.id, [Shown(name, scene.foreign_email())], keyed=True)


def email_as_name(scene: Scene) -> Guest:
    """The verified address as the display name."""
    member = scene.member()
    while not _own_emails(scene, member):
        member = scene.member()
    shown = Shown(scene.rng.choice(_own_emails(scene, member)))
    return Guest("e-mail as the name", member.id, [shown], keyed=True)


def named(scene: Scene) -> Guest:
    """A registrant of whom only a damaged name is shown."""
    rng, member = scene.rng, scene.member()
    how, name = damaged(rng, member.last_name, member.first_name, by=EVERY)
    shown = Shown(name, scene.foreign_email())
    return Guest(f"name, {how}", member.id, [shown], named=True)


def unregistered(scene: Scene) -> Guest:
    """A member who did not register, by name alone."""
    rng, member = scene.rng, scene.member()
    _, name = damaged(rng, member.last_name, member.first_name, by=EVERY)
    shown = Shown(name, scene.foreign_email())
    return Guest("name, not registered", member.id, [shown], registered=False, doubtful=True)


def damaged_code(scene: Scene) -> Guest:
    """A code that a spreadsheet spoiled, or none at all in its place; the name right."""
    rng, member = scene.rng, scene.member()
    code = rng.choice(["1,96E+12", "1.96E+12", "#REF!", "-", "nu am", "0", "#N/A", "2,7E+05"])
    _, name = damaged(rng, member.last_name, member.first_name, by=LIGHT)
    return Guest("spoiled code", member.id, [Shown(name, "", code)], named=True)


def wrong_code(scene: Scene) -> Guest:
    """Somebody's own name beside the code of another member: a slip, a sibling, a namesake."""
    rng, member = scene.rng, scene.member()
    other = _another(scene, member)
    related = bool(_words(member) & _words(other))
    _, name = damaged(rng, member.last_name, member.first_name, by=SURE_WORDS if related else EVERY)
    email = rng.choice(["", rng.choice(member.emails)])
    if whole_name(other) == whole_name(member):
        email = member.emails[0]  # nothing else in the file could tell namesakes apart
        if len(scene.columns & {"email", "code"}) < 2:
            return named(scene)
    shown = Shown(name, email, other.rnasr_code)
    if "code" not in scene.columns:
        shown = Shown(f"{name} {other.rnasr_code}", email)
        if email:  # a number beside one's own name and address may be anything
            return Guest("number of another member", member.id, [shown])
    return Guest("code of another member", member.id, [shown], doubtful=True)


def wrong_email(scene: Scene) -> Guest:
    """One's own name beside the verified address of a spouse, a brother or a colleague."""
    rng, member = scene.rng, scene.member()
    other = _another(scene, member)
    if whole_name(other) == whole_name(member):
        return named(scene)
    related = bool(_words(member) & _words(other))
    _, name = damaged(rng, member.last_name, member.first_name, by=SURE_WORDS if related else EVERY)
    shown = Shown(name, other.emails[0])
    return Guest("address of another member", member.id, [shown], doubtful=True)


def spouse(scene: Scene) -> Guest:
    """Of one surname and one address with a member, and no member; or the same first letters."""
    rng, member = scene.rng, scene.member()
    words = _words(member)
    first = rng.choice([name for name in MEN + WOMEN if name.lower() not in words])
    short = " ".join(DIMINUTIVES.get(each, "") for each in re.split("[ -]", member.first_name))
    if first in short.split() or any(_alike(first.lower(), word) for word in words):
        return stranger(scene)  # "Sanda" under Alexandra's address is Alexandra
    shown = Shown(f"{member.last_name} {first}", member.emails[0])
    return Guest("spouse of a member", None, [shown], registered=False, doubtful=True)


def many_names(scene: Scene) -> list[Guest]:
    """A secretary's verified address for a whole office; one of them may be herself."""
    rng, owner = scene.rng, scene.member()
    email = owner.emails[0]
    made = []
    for _ in range(rng.randrange(2, 6)):
        member = scene.member()
        if _words(member) & _words(owner):
            continue
        _, name = damaged(rng, member.last_name, member.first_name, by=SURE_WORDS)
        made.append(Guest("one address, many", member.id, [Shown(name, email)], doubtful=True))
    if rng.random() < 0.5 and len(made) > 1:
        own = Shown(f"{owner.last_name} {owner.first_name}", email)
        made.append(Guest("one address, its owner", owner.id, [own]))
    return made


def device(scene: Scene) -> Guest:
    """A device, a room or a dial-in, without any key."""
    rng = scene.rng
    name = rng.choice([*filter(None, DEVICES),
                       f"+40{rng.randrange(700, 799)}***{rng.randrange(100, 999)}",
                       f"07{rng.randrange(10**7, 10**8)}", "iPhone de Maria", "Maria", "M.P.",
                       "Call-in User_1", "iPhone (Ana)", "Ana's iPhone"])  # fmt: skip
    shown = Shown(name, scene.foreign_email())
    return Guest("device or phone", None, [shown], registered=False, doubtful=True)


def short_and_number(scene: Scene) -> Guest:
    """A stranger's given name (or surname) alone, with a number that is a namesake's code."""
    like = scene.rng.choice(scene.register.members)
    word = scene.rng.choice([like.first_name, like.last_name]).split()[0].split("-")[0]
    shown = Shown(f"{word} {like.rnasr_code}", scene.foreign_email())
    return Guest("one word and a number", None, [shown], registered=False, doubtful=True)


def stranger(scene: Scene) -> Guest:
    """No member; often with the full name of one, sometimes with a number like a code."""
    rng = scene.rng
    if rng.random() < 0.3:
        like = rng.choice(scene.register.members)
        name = f"{like.first_name} {like.last_name}"
    else:
        name = (
            f"{rng.choice(['Xerxes', 'Zamfirica', 'Ilie', 'Ana'])} Necunoscutu{rng.choice('lmn')}"
        )
    if rng.random() < 0.2:
        name += rng.choice([" 2", " 1985", " 12", " sala 3"])
    shown = Shown(name, scene.foreign_email(), rng.choice(["", "", "nu am", "999999"]))
    return Guest("stranger", None, [shown], registered=False, doubtful=True)


def _with_key(scene: Scene, member: MemberCandidate, shown: Shown) -> Shown:
    rng = scene.rng
    code = rng.choice([
        member.rnasr_code, member.rnasr_code.lower(), f" {member.rnasr_code} ",
        " ".join(member.rnasr_code), f"RNASR {member.rnasr_code}", f"cod {member.rnasr_code}",
        f"Nr. RNASR: {member.rnasr_code}", member.rnasr_code.replace(" ", "\u00a0"),
    ])  # fmt: skip
    email = rng.choice(_own_emails(scene, member))
    email = rng.choice([email, email.upper(), f" {email} ", f"mailto:{email}"])
    kinds = sorted(scene.columns & {"code", "email"})
    chosen = rng.choice([*kinds, "both"]) if len(kinds) == 2 else kinds[0]
    return replace(
        shown,
        code=code if chosen in {"code", "both"} else "",
        email=email if chosen in {"email", "both"} else scene.foreign_email(),
    )


def _own_emails(scene: Scene, member: MemberCandidate) -> list[str]:
    return [email for email in member.emails if len(scene.register.owners[email]) == 1]


def _another(scene: Scene, member: MemberCandidate) -> MemberCandidate:
    """The member whose key is wrongly shown: anybody, a digit away, or somebody very like."""
    rng, register = scene.rng, scene.register
    pools = [register.members]
    code = member.rnasr_code
    near = [code[:i] + digit + code[i + 1 :] for i in range(len(code)) for digit in "0123456789"]
    pools.append([register.by_code[each] for each in near if each in register.by_code])
    pools.append([o for each in (code.lstrip("0"), "0" + code, "00" + code)
                  if (o := register.by_code.get(each))])  # fmt: skip
    kin = register.by_surname[member.last_name]
    pools += [kin, register.by_given[member.first_name], register.by_name[whole_name(member)]]
    words = _words(member)
    pools.append([o for o in kin if any(_alike(a, b) for a in _words(o) for b in words)])
    others = [other for other in rng.choice(pools) if other.id not in scene.taken]
    while not others:
        others = [o for o in rng.choices(register.members, k=3) if o.id not in scene.taken]
    other = rng.choice(others)
    scene.taken.add(other.id)
    return other


def _alike(one: str, other: str) -> bool:
    """Ioan and Ioana, Maria and Marian, Daniel and Daniela: two people, nearly one name."""
    return one != other and (one[:3] == other[:3] or one[-4:] == other[-4:])


def _words(member: MemberCandidate) -> set[str]:
    return set(whole_name(member).split())


SURE_WORDS = LIGHT
SAFE_BESIDE_CODE = {**LIGHT, **{name: HEAVY[name] for name in ("shortened", "mistyped")}}
KINDS: list[tuple[Callable[[Scene], Guest | list[Guest]], int]] = [
    (keyed, 42), (named, 26), (code_in_name, 4), (email_as_name, 1), (unregistered, 3),
    (damaged_code, 2), (wrong_code, 6), (wrong_email, 4), (spouse, 2), (many_names, 1),
    (device, 4), (stranger, 5), (short_and_number, 1),
]  # fmt: skip


def make_guests(scene: Scene, count: int) -> list[Guest]:
    """About `count` guests of every kind, in the order in which they came."""
    makers = [maker for maker, _ in KINDS]
    weights = [weight for _, weight in KINDS]
    guests: list[Guest] = []
    while len(guests) < count:
        made = scene.rng.choices(makers, weights)[0](scene)
        guests += made if isinstance(made, list) else [made]
    scene.rng.shuffle(guests)
    return guests
