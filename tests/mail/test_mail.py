"""Mail against a real server: each reader gets each edition once, whatever breaks in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import trustme
from click.testing import CliRunner, Result
from make import make_entry, make_library, make_paper, make_sighting
from posting import PASSWORD, USER, Mailbox, authority_file, mail_server, trusting

from broadsheet.cli import main
from broadsheet.disk.lock import only_sender
from broadsheet.errors import ConfigError, ContentError, MailError, WriteError
from broadsheet.fetching.client import Key
from broadsheet.mail import buttondown
from broadsheet.mail.ledger import FAILED, SENDING, SENT, UNKNOWN, Ledger, parse_key
from broadsheet.mail.message import list_id, make_message, to_bytes
from broadsheet.mail.newsletter import Letter, write_letter
from broadsheet.mail.recipients import parse_recipients
from broadsheet.mail.settings import Settings, read_settings
from broadsheet.mail.smtp import GREYLIST_WAITS, LATER, MAX_REFUSALS, MailServer, Outcome

KEY = b"a key that nobody knows"
SITE = "https://review.example/digest/"
NOW = datetime(2026, 3, 3, 8, tzinfo=UTC)
# aiosmtpd warns of servers such as two of these tests want.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
MAIL_YAML = """\
host: 127.0.0.1
port: {port}
from: "The Review <digest@review.example>"
reply_to: editor@review.example
unsubscribe: https://review.example/leave?who={{address}}&proof={{token}}
per_minute: 1000000
"""
EDITION = "2026-03-02"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def box(authority):
    with mail_server(authority) as served:
        yield served


@pytest.fixture
def letter() -> Letter:
    library = make_library(entries=[make_entry()])
    return write_letter(library, library.editions[0])


def settings(box: Mailbox | None = None, **more: object) -> Settings:
    given = {
        "host": "127.0.0.1",
        "port": box.port if box else 587,
        "sender": "digest@review.example",
        "name": "The Review",
        "unsubscribe": "https://review.example/leave?who={address}&proof={token}",
        "per_minute": 1_000_000,
    }
    return Settings(**(given | more))


class Run:
    """Sends a letter through a box as the command would, with a clock of its own."""

    def __init__(
        self, box: Mailbox, authority: trustme.CA, letter: Letter, folder: Path, **more: object
    ) -> None:
        self.settings = settings(box, **more)
        self.letter, self.folder = letter, folder
        self.context = trusting(authority)
        self.now, self.slept = 0.0, []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def __call__(self, *readers: str, uncertain: bool = False, password: str = PASSWORD) -> list[Outcome]:
        def write(address: str):
            return make_message(self.letter, self.settings, SITE, address, token="x", now=NOW)

        server = MailServer(
            self.settings, USER, password, context=self.context, sleep=self.sleep, clock=lambda: self.now
        )
        with server, Ledger(self.folder, self.letter.slug, KEY) as ledger:
            return list(server.send_all(readers, ledger, write, uncertain=uncertain))


@pytest.fixture
def run(box, authority, letter, tmp_path) -> Run:
    return Run(box, authority, letter, tmp_path / "mail")


def states(outcomes: list[Outcome]) -> dict[str, str]:
    return {outcome.address: outcome.state for outcome in outcomes}


# -- the server ----------------------------------------------------------------------------------


def test_readers_get_one_message_each_over_one_encrypted_connection(run, box):
    readers = [f"reader{n}@example.org" for n in range(5)]
    assert set(states(run(*readers)).values()) == {SENT}
    assert box.readers == readers
    assert box.greeted == 2, "one greeting before STARTTLS and one after it"


def test_a_second_run_sends_nothing(run, box):
    run("a@example.org")
    assert states(run("a@example.org", "b@example.org")) == {"a@example.org": "before", "b@example.org": SENT}
    assert box.readers == ["a@example.org", "b@example.org"]


def test_a_refused_reader_is_named_and_never_asked_again_while_the_others_get_theirs(run, box):
    box.rcpt = lambda box, a: "550 5.1.1 no such mailbox" if a.startswith("gone") else "250 OK"
    readers = ["a@example.org", "gone@example.org", "b@example.org"]
    outcomes = run(*readers)
    assert Outcome("gone@example.org", "refused", "550 5.1.1 no such mailbox") in outcomes
    run(*readers)
    assert Counter(box.asked) == {"a@example.org": 1, "gone@example.org": 1, "b@example.org": 1}


def test_greylisted_readers_are_tried_later_within_the_run(run, box):
    box.rcpt = lambda box, a: "451 4.7.1 come back later" if box.asked.count(a) < 3 else "250 OK"
    outcomes = run("a@example.org", "b@example.org")
    assert set(states(outcomes).values()) == {SENT}
    assert [s for s in run.slept if s > 1] == list(GREYLIST_WAITS[:2])
    assert sorted(box.readers) == ["a@example.org", "b@example.org"]


def test_who_is_put_off_to_the_end_is_named_and_gets_it_in_the_next_run(run, box):
    box.rcpt = lambda box, a: "450 4.2.1 busy"
    assert run("a@example.org") == [Outcome("a@example.org", LATER, "450 4.2.1 busy")]
    box.rcpt = lambda box, a: "250 OK"
    assert states(run("a@example.org")) == {"a@example.org": SENT}


def test_a_message_put_off_after_its_text_is_sent_once_in_the_end(run, box):
    box.data = lambda box, a: "452 4.3.1 disk full" if len(box.asked) < 3 else "250 OK"
    assert states(run("a@example.org"))["a@example.org"] == SENT
    assert box.readers == ["a@example.org"]


def test_a_session_that_is_dropped_goes_on_in_a_new_one(run, box):
    readers = [f"r{n}@example.org" for n in range(6)]
    box.rcpt = lambda box, a: "drop" if len(box.asked) in (2, 5) else "250 OK"
    assert set(states(run(*readers)).values()) == {SENT}
    assert sorted(box.readers) == readers


def test_a_server_that_closes_with_421_is_greeted_anew(run, box):
    box.rcpt = lambda box, a: "421 4.7.0 too many messages" if len(box.asked) == 2 else "250 OK"
    assert set(states(run("a@example.org", "b@example.org", "c@example.org")).values()) == {SENT}
    assert box.readers == ["a@example.org", "b@example.org", "c@example.org"]


def test_nobody_gets_a_second_copy_when_the_server_hangs_up_over_the_text(run, box):
    box.data = lambda box, a: "drop, but take it" if len(box.asked) == 1 else "250 OK"
    assert states(run("a@example.org", "b@example.org")) == {"a@example.org": UNKNOWN, "b@example.org": SENT}
    run("a@example.org", "b@example.org")
    assert Counter(box.readers) == {"a@example.org": 1, "b@example.org": 1}


def test_whoever_is_uncertain_gets_it_when_a_person_says_so(run, box):
    box.data = lambda box, a: "drop"
    assert states(run("a@example.org"))["a@example.org"] == UNKNOWN
    box.data = lambda box, a: "250 OK"
    assert states(run("a@example.org"))["a@example.org"] == "before"
    assert states(run("a@example.org", uncertain=True))["a@example.org"] == SENT


def test_the_ledger_says_sending_before_the_text_is_with_the_server(run, box):
    ledger = run.folder / f"{run.letter.slug}.txt"
    seen = []

    def look_into_ledger(box: Mailbox, address: str) -> str:
        seen.append(ledger.read_text().splitlines()[-1].split()[0])
        return "250 OK"

    box.data = look_into_ledger
    run("a@example.org", "b@example.org")
    assert seen == [SENDING, SENDING]


@pytest.mark.slow
def test_many_messages_are_paced_and_spread_over_connections(box, authority, letter, tmp_path):
    run = Run(box, authority, letter, tmp_path, per_minute=120)
    run(*(f"r{n}@example.org" for n in range(101)))
    assert run.slept == [0.5] * 100
    assert len(box.readers) == 101 and box.greeted == 4


def test_a_server_that_refuses_everybody_is_believed_after_a_while(run, box):
    box.rcpt = lambda box, a: "550 5.7.1 relaying denied"
    readers = [f"r{n}@example.org" for n in range(30)]
    with pytest.raises(MailError, match=r"10 refusals in a row, the last: 550 5.7.1 relaying denied"):
        run(*readers)
    assert len(box.asked) == MAX_REFUSALS
    box.rcpt = lambda box, a: "250 OK"
    assert set(states(run(*readers)).values()) == {SENT}, "it was not about them"


def test_refusals_with_a_message_that_is_taken_among_them_are_about_the_readers(run, box):
    box.rcpt = lambda box, a: "250 OK" if a.startswith("good") else "550 5.1.1 unknown"
    readers = [f"gone{n}@example.org" for n in range(2 * (MAX_REFUSALS - 1))]
    readers.insert(MAX_REFUSALS - 1, "good@example.org")
    assert Counter(states(run(*readers)).values()) == {"refused": 2 * (MAX_REFUSALS - 1), SENT: 1}


def test_a_message_that_is_not_wanted_is_told_and_tried_by_the_next_run(run, box):
    box.data = lambda box, a: "554 5.6.0 not like this"
    assert run("a@example.org") == [Outcome("a@example.org", FAILED, "554 5.6.0 not like this")]
    box.data = lambda box, a: "250 OK"
    assert states(run("a@example.org")) == {"a@example.org": SENT}


def test_an_address_beyond_ascii_is_written_in_utf8(run, box):
    assert states(run("béla@example.org")) == {"béla@example.org": SENT}
    (reader, mail), *_ = box.taken
    assert reader == mail["To"] == "béla@example.org"


def test_a_line_that_is_a_dot_does_not_end_a_message(box, authority, letter, tmp_path):
    dotted = replace(letter, text=".\n..\nFrom here\n.\n" + letter.text)
    Run(box, authority, dotted, tmp_path)("a@example.org", "b@example.org")
    assert len(box.taken) == 2
    said = box.taken[0][1].get_body(("plain",)).get_content()
    assert said.splitlines()[:4] == [".", "..", "From here", "."]


def test_nothing_is_sent_in_the_clear(authority, letter, tmp_path):
    with mail_server(authority, plain=True) as box:
        with pytest.raises(MailError, match=r"STARTTLS extension not supported .*without it nothing is sent"):
            Run(box, authority, letter, tmp_path)("a@example.org")
        assert box.asked == []


def test_a_certificate_of_another_name_is_told_in_a_sentence_and_nothing_is_sent(authority, letter, tmp_path):
    with mail_server(authority, "other.example") as box:
        with pytest.raises(MailError) as told:
            Run(box, authority, letter, tmp_path)("a@example.org")
        assert str(told.value).startswith(f"127.0.0.1:{box.port}: its certificate cannot be trusted (")
        assert "check 'host' in content/config/mail.yaml" in str(told.value)
        assert box.asked == []


def test_a_certificate_of_an_unknown_authority_is_refused(authority, letter, tmp_path):
    with mail_server(trustme.CA()) as box, pytest.raises(MailError, match="certificate cannot be trusted"):
        Run(box, authority, letter, tmp_path)("a@example.org")


def test_a_wrong_password_names_the_variables_to_check(run):
    with pytest.raises(MailError, match=r"does not let us in \(535\); check BROADSHEET_SMTP_USER and"):
        run("a@example.org", password="wrong")


def test_a_server_that_is_not_there_is_tried_and_then_told(authority, letter, tmp_path):
    run = Run(Mailbox(1), authority, letter, tmp_path)
    with pytest.raises(MailError, match=r"127.0.0.1:1: no connection .*check 'host' and 'port'"):
        run("a@example.org")
    assert run.slept == [5.0, 30.0, 120.0]


def test_tls_from_the_first_byte_on_its_own_port(authority, letter, tmp_path):
    with mail_server(authority, implicit=True) as box:
        Run(box, authority, letter, tmp_path, tls=True)("a@example.org")
        assert box.readers == ["a@example.org"]


# -- the command, and a crash --------------------------------------------------------------------


@pytest.fixture
def posted(world: Path, box: Mailbox) -> Path:
    """The world, set up to mail through the box."""
    (world / "content/config/mail.yaml").write_text(MAIL_YAML.format(port=box.port))
    return world


def edition(world: Path) -> str:
    result = CliRunner().invoke(main, ["mail", "--root", str(world), "--dry-run", "--today", "2026-12-31"])
    return result.output.split()[-1] if "give --edition" in result.output else ""


def login(authority: trustme.CA, folder: Path) -> dict[str, str]:
    """The environment in which the command is let in."""
    return {
        "SSL_CERT_FILE": str(authority_file(authority, folder)),
        "BROADSHEET_MAIL_KEY": KEY.decode(),
        "BROADSHEET_SMTP_USER": USER,
        "BROADSHEET_SMTP_PASSWORD": PASSWORD,
    }


def command(world: Path, authority: trustme.CA, folder: Path, *words: str) -> subprocess.Popen[str]:
    environment = os.environ | login(authority, folder)
    call = [sys.executable, "-m", "broadsheet", "mail", "--root", str(world), *words]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(call, env=environment, text=True, **pipes)


@pytest.mark.slow
def test_five_hundred_readers_one_refused_and_a_crash_in_the_middle(posted, box, authority, tmp_path):
    readers = [f"reader{n}@example.org" for n in range(500)]
    subscribers = tmp_path / "subscribers.txt"
    subscribers.write_text("\n".join(readers) + "\n")
    words = ("--to", str(subscribers), "--edition", edition(posted))
    box.rcpt = lambda box, a: "550 5.1.1 unknown" if a == "reader400@example.org" else "250 OK"
    running: list[subprocess.Popen[str]] = []

    def crash_once(box: Mailbox, address: str) -> str:
        if len(box.taken) == 250 and len(running) == 1:
            running[0].kill()  # SIGKILL: it has not heard that the message was taken
            running[0].wait()
        return "250 OK"

    box.data = crash_once
    running.append(command(posted, authority, tmp_path, *words))
    running[0].communicate(timeout=120)
    assert running[0].returncode == -signal.SIGKILL
    assert 250 <= len(box.taken) <= 251

    running.append(command(posted, authority, tmp_path, *words))
    said, told = running[1].communicate(timeout=120)
    assert running[1].returncode == 1
    assert Counter(box.readers) == Counter(reader for reader in readers if reader != "reader400@example.org")
    assert "reader400@example.org: refused: 550 5.1.1 unknown" in told.splitlines()
    assert "reader250@example.org: unknown: an earlier run ended while this message" in told
    assert said.endswith("248 sent, 250 dealt with before, 1 refused, 1 unknown\n")

    running.append(command(posted, authority, tmp_path, *words))
    said, told = running[2].communicate(timeout=120)
    assert (running[2].returncode, told) == (0, "") and "0 sent, 500 dealt with before" in said
    assert len(box.taken) == 499
    ledger = "".join(path.read_text() for path in (posted / "mail").iterdir())
    assert "@" not in ledger and "reader" not in ledger


def test_logs_that_others_read_name_lines_and_no_addresses(posted, box, authority, tmp_path):
    subscribers = tmp_path / "subscribers.txt"
    subscribers.write_text("# ours\na@example.org\nnot an address\nb@example.org\n")
    box.rcpt = lambda box, a: f"550 5.1.1 <{a}> unknown" if a.startswith("b") else "250 OK"
    words = ("--to", str(subscribers), "--edition", edition(posted), "--masked")
    result = mail(posted, *words, **login(authority, tmp_path))
    assert result.stderr.splitlines() == [
        "subscribers.txt: line 3: no address; correct or remove it",
        "line 4: refused: 550 5.1.1 <…> unknown",
    ]
    assert "1 sent" in result.stdout and "@" not in result.stdout


def mail(world: Path, *words: str, **environment: str) -> Result:
    runner = CliRunner(env={"BROADSHEET_MAIL_KEY": None, "BUTTONDOWN_API_KEY": None} | environment)
    return runner.invoke(main, ["mail", "--root", str(world), *words])


def test_an_edition_without_papers_sends_nothing_and_says_so(world, tmp_path):
    result = mail(world, "--dry-run", "--edition", "2031-01-05")
    assert result.exit_code == 0
    assert "2031-01-05: there is no edition with papers of that name; nothing is sent" in result.output
    old = mail(world, "--dry-run", "--today", "2031-01-05", "--period", "week")
    assert old.exit_code == 0 and "nothing is sent; to send that all the same, give --edition" in old.output
    assert not (world / "build").exists()


@pytest.mark.parametrize(
    ("period", "slug", "last_day", "next_day"),
    [("day", "2026-03-06", "2026-03-10", "2026-03-11"), ("week", "2026-W10", "2026-03-16", "2026-03-17")],
)
def test_an_edition_is_news_for_four_days_and_a_week_for_eight(world, period, slug, last_day, next_day):
    fresh = mail(world, "--dry-run", "--period", period, "--today", last_day)
    assert fresh.output.startswith(f"{slug}: 1 message in ")
    stale = mail(world, "--dry-run", "--period", period, "--today", next_day)
    assert stale.output.startswith(f"no papers since {slug}, which ended ")
    assert stale.output.endswith(f"nothing is sent; to send that all the same, give --edition {slug}\n")


def test_a_site_without_papers_sends_nothing(tmp_path):
    CliRunner().invoke(main, ["init", str(tmp_path / "new")])
    result = mail(tmp_path / "new", "--dry-run")
    assert (result.exit_code, result.output) == (0, "no day with papers is over; nothing is sent\n")


def test_a_dry_run_writes_a_message_for_each_reader_and_forgets_those_of_the_last(world, tmp_path):
    slug = edition(world)
    subscribers = tmp_path / "s.csv"
    subscribers.write_text("name,email\nA,a@example.org\nB,b@example.org\n")
    mail(world, "--dry-run", "--edition", slug, "--to", str(subscribers))
    subscribers.write_text("name,email\nB,b@example.org\n")
    result = mail(world, "--dry-run", "--edition", slug, "--to", str(subscribers))
    assert result.exit_code == 0, result.output
    (file,) = (world / "build/mail" / slug).glob("*.eml")
    assert message_from_bytes(file.read_bytes(), policy=policy.default)["To"] == "b@example.org"
    assert not (world / "mail").exists(), "a dry run notes nothing"


def test_a_dry_run_is_the_same_whenever_it_runs_but_for_its_date(world):
    slug = edition(world)
    both = []
    for day in ("2026-12-01", "2026-12-02"):
        mail(world, "--dry-run", "--edition", slug, "--today", day)
        data = (world / "build/mail" / slug / "0001.eml").read_bytes()
        both.append([line for line in data.splitlines() if not line.startswith(b"Date:")])
    assert both[0] == both[1]


def test_a_list_may_come_from_standard_input(world):
    words = ["mail", "--root", str(world), "--dry-run", "--edition", edition(world), "--to", "-"]
    result = CliRunner().invoke(main, words, input="a@example.org\nb@example.org\na@example.org\n")
    assert "standard input: addresses that stand there again: 1; each is sent to once" in result.output
    assert "2 messages in " in result.output


@pytest.mark.parametrize("words", [[], ["--to", "x", "--provider", "buttondown"]])
def test_where_to_send_must_be_clear(world, words):
    assert "give one of --to FILE and --provider NAME, or --dry-run" in mail(world, *words).output


def test_what_is_missing_is_named_before_anybody_is_written_to(posted, tmp_path):
    subscribers = tmp_path / "s.txt"
    subscribers.write_text("a@example.org\n")
    slug = edition(posted)
    no_key = mail(posted, "--to", str(subscribers), "--edition", slug)
    assert no_key.exit_code == 1 and no_key.output.startswith("BROADSHEET_MAIL_KEY: must be a secret of")
    (posted / "content/config/mail.yaml").unlink()
    no_file = mail(posted, "--to", str(subscribers), "--edition", slug)
    assert no_file.output.splitlines() == [
        "content/config/mail.yaml: missing 'from'",
        "content/config/mail.yaml: missing 'host'",
        "content/config/mail.yaml: missing 'unsubscribe'",
    ]
    absent = mail(posted, "--to", str(tmp_path / "absent"), "--dry-run")
    assert "absent: cannot be read (No such file or directory)" in absent.output


def test_two_runs_at_once_are_refused(posted, tmp_path):
    subscribers = tmp_path / "s.txt"
    subscribers.write_text("a@example.org\n")
    with only_sender(posted):
        words = ("--to", str(subscribers), "--edition", edition(posted))
        result = mail(posted, *words, BROADSHEET_MAIL_KEY=KEY.decode())
    assert result.exit_code == 1 and "mail: another run is sending; wait until it has ended" in result.output


# -- settings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("host: 'mail.example.org\\r\\nX: y'", "host: must be the name of a mail server"),
        ("port: 0", "port: must be from 1 to 65535, not 0"),
        ("from: nobody", "from: must be an e-mail address or 'Name <address>'"),
        ('from: "A\\r\\nBcc: b@example.org <a@example.org>"', "from: must be an e-mail address"),
        ("unsubscribe: http://example.org/{address}", "unsubscribe: must be an https address with {address}"),
        ("unsubscribe: https://example.org/leave", "unsubscribe: names no reader"),
        ("unsubscribe: 'https://example.org/{adress}'", "unsubscribe: has a hole that nothing fills"),
        (
            f"unsubscribe: 'https://example.org/{{address}}{'x' * 700}'",
            "unsubscribe: must be an https address with {address}",
        ),
        ("password: secret", "unknown key 'password'"),
        ("security: none", "security: must be 'starttls' or 'tls', not 'none'"),
        ("per_minute: 0", "per_minute: must be a whole number from 1"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, line, told):
    (tmp_path / "content/config").mkdir(parents=True)
    (tmp_path / "content/config/mail.yaml").write_text(line)
    with pytest.raises(ConfigError) as error:
        read_settings(tmp_path)
    assert str(error.value).startswith(f"content/config/mail.yaml: {told}")


# -- subscribers ---------------------------------------------------------------------------------


def test_subscribers_stand_one_a_line_or_in_the_column_of_a_table():
    lines = "\ufeff# readers\r\nada@example.org\r\n\r\n  béla@example.org \n".encode()
    assert list(parse_recipients(lines, "s").line_numbers.items()) == [
        ("ada@example.org", 2),
        ("béla@example.org", 4),
    ]
    table = b'Name,"Email Address"\n"Example, Ada",ada@example.org\n,\nB,bela@example.org\n'
    subscribers = parse_recipients(table, "s")
    assert subscribers.line_numbers == {"ada@example.org": 2, "bela@example.org": 4}
    assert subscribers.bad_lines == (), "an empty row is no reader"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["Unix", "Windows", "old Mac"])
@pytest.mark.parametrize("between", [",", ";", "\t"], ids=["commas", "semicolons", "tabs"])
def test_spreadsheets_end_lines_and_part_columns_as_they_like(between, end):
    rows = [["Name", "E-Mail"], ['"Example; Ada"', "ada@example.org"], ["B", "bela@example.org"], ["C", "c@"]]
    table = end.join(between.join(row) for row in rows)
    subscribers = parse_recipients(table.encode(), "s")
    assert subscribers.line_numbers == {"ada@example.org": 2, "bela@example.org": 3}
    assert [line.number for line in subscribers.bad_lines] == [4]


def test_a_plain_list_may_have_the_line_ends_of_old_macs():
    found = parse_recipients(b"# readers\rada@example.org\rbela@example.org\r", "s")
    assert found.line_numbers == {"ada@example.org": 2, "bela@example.org": 3} and not found.bad_lines


def test_a_first_line_that_names_the_separator_is_no_row():
    found = parse_recipients(b"sep=;\r\nname;email\r\nA, B;ada@example.org\r\n", "s")
    assert found.line_numbers == {"ada@example.org": 3} and not found.bad_lines


@pytest.mark.parametrize(
    "line", ["a" * 200_000, '"', "email\0,x", "a\rb"], ids=["long", "quote", "zero", "mixed"]
)
def test_a_first_line_that_is_no_header_is_named_as_any_other(line):
    found = parse_recipients(f"{line}\nada@example.org\n".encode(), "s")
    assert [bad.number for bad in found.bad_lines] == [1]
    assert found.line_numbers == {"ada@example.org": 2}


def test_an_address_given_twice_is_one_reader_whatever_its_capitals():
    found = parse_recipients(b"Ada@EXAMPLE.org\nada@example.org\nADA@example.ORG\nBela@example.org\n", "s")
    assert list(found.line_numbers) == ["Ada@example.org", "Bela@example.org"], "as they stand there first"
    assert found.repeated == 2


def test_a_reader_whose_capitals_changed_since_the_last_run_is_sent_nothing_again(tmp_path):
    with Ledger(tmp_path, EDITION, KEY) as ledger:
        ledger.record("Ada@example.org", "sent")
    with Ledger(tmp_path, EDITION, KEY) as ledger:
        assert ledger.get_state("ada@example.org") == "sent"
        assert ledger.get_state("bela@example.org") == ""


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("unsubscribed", "true"),
        ("Unsubscribed", "2026-01-05 10:00:00"),
        ("Unsubscribed At", "2026-01-05"),
        ("unsubscribed_at", "2026-01-05T10:00:00Z"),
        ("UNSUB_TIME", "2026-01-05 10:00:00"),
        ("CLEAN_TIME", "2026-01-05 10:00:00"),
        ("unsubscription_date", "2026-01-05"),
        ("bounced", "1"),
        ("Opt-Out", "yes"),
        ("email_disabled", "true"),
        ("subscribed", "no"),
        ("subscribed_to_emails", "false"),
        ("confirmed", "false"),
        ("status", "unsubscribed"),
        ("Status", "Cleaned"),
        ("STATUS", " bounced "),
        ("state", "cancelled"),
        ("subscriber_type", "unactivated"),
        ("Email Status", "Hard-Bounced"),
        ("status", "blocklisted"),
        ("status", "complained"),
        ("status", "Non-Subscribed"),
    ],
)
def test_an_export_with_people_who_have_left_is_refused_whole(column, value):
    table = f"Email,{column},Name\nada@example.org,,A\nbela@example.org,{value},B\nc@example.org,{value},C\n"
    with pytest.raises(ContentError) as error:
        parse_recipients(table.encode(), "readers.csv")
    told = str(error.value)
    assert told.startswith("readers.csv: line 3: is no subscriber, says the column ")
    assert column.casefold() in told and "(such lines: 2)" in told
    assert "example.org" not in told, "logs may be public"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("unsubscribed", "false"),
        ("Unsubscribed At", ""),
        ("unsubscribed_at", "0000-00-00 00:00:00"),
        ("bounced", "0"),
        ("subscribed", "2026-01-05"),
        ("active", "yes"),
        ("status", "subscribed"),
        ("status", "active"),
        ("subscriber_type", "regular"),
        ("state", "Victoria"),
        ("Name", "Unsubscribed Smith"),
    ],
)
def test_an_export_of_subscribers_is_taken_whatever_else_it_tells_of_them(column, value):
    table = f"Email,{column}\nada@example.org,{value}\n"
    assert list(parse_recipients(table.encode(), "s").line_numbers) == ["ada@example.org"]


def test_an_export_with_people_who_have_left_is_told_in_one_sentence(world, tmp_path):
    readers = tmp_path / "readers.csv"
    readers.write_text("email;status\nada@example.org;active\nbela@example.org;unsubscribed\n", "utf-8")
    done = mail(world, "--dry-run", "--to", str(readers))
    assert done.exit_code == 1
    (told,) = done.output.splitlines()
    assert told.startswith("readers.csv: line 3: is no subscriber") and "export only those" in told


@pytest.mark.parametrize(
    "bad",
    [
        b"a@example.org\r\nBcc: b@example.org",
        b"a@example.org\rBcc: b@example.org",
        b"a@example.org\xe2\x80\xa8Bcc: b@example.org",
        b"Ada <a@example.org>",
        b"a@example",
        b"a b@example.org",
        b"a@example.org>",
        b"a@example.org, b@example.org",
        b"\x00a@example.org",
        b"a" * 100_000 + b"@example.org",
    ],
)
def test_a_line_that_is_no_address_is_named_and_the_others_stand(bad):
    found = parse_recipients(b"good@example.org\n" + bad + b"\nlast@example.org\n", "s")
    assert set(found.line_numbers) <= {"good@example.org", "a@example.org", "last@example.org"}
    assert "b@example.org" not in found.line_numbers
    (number, shown, why), *others = found.bad_lines
    assert number in (2, 3) and not others and why and len(shown) <= 60 and "\r" not in shown


def test_a_header_hidden_in_a_quoted_field_is_no_address():
    found = parse_recipients(b'email,name\n"a@example.org\r\nBcc: b@example.org",A\nc@example.org,C\n', "s")
    assert list(found.line_numbers) == ["c@example.org"]
    assert [number for number, _, _ in found.bad_lines] == [2]


def test_a_list_that_is_not_text_is_refused():
    with pytest.raises(ContentError, match="s: is not UTF-8 text"):
        parse_recipients(b"\xff\xfe", "s")


# -- the ledger ----------------------------------------------------------------------------------


def test_a_ledger_cut_off_in_a_line_goes_on_from_the_line_before(tmp_path):
    with Ledger(tmp_path, EDITION, KEY) as ledger:
        ledger.record("a@example.org", SENT)
        ledger.record("b@example.org", SENDING)
    path = tmp_path / f"{EDITION}.txt"
    path.write_bytes(path.read_bytes()[:-5])
    with Ledger(tmp_path, EDITION, KEY) as ledger:
        assert (ledger.get_state("a@example.org"), ledger.get_state("b@example.org")) == (SENT, "")
        ledger.record("b@example.org", SENT)
    with Ledger(tmp_path, EDITION, KEY) as ledger:
        assert ledger.get_state("b@example.org") == SENT


def test_a_ledger_of_another_key_is_not_mistaken_for_an_empty_one(tmp_path):
    with Ledger(tmp_path, EDITION, KEY):
        pass
    with (
        pytest.raises(ConfigError, match="was written with another BROADSHEET_MAIL_KEY"),
        Ledger(tmp_path, EDITION, b"another key, just as long"),
    ):
        pass


def test_a_ledger_that_somebody_edited_is_refused(tmp_path):
    with Ledger(tmp_path, EDITION, KEY):
        pass
    with (tmp_path / f"{EDITION}.txt").open("a") as file:
        file.write("<<<<<<< HEAD\n")
    with pytest.raises(ContentError, match="line 2: is no line of a ledger"), Ledger(tmp_path, EDITION, KEY):
        pass


def test_nobody_can_be_followed_from_one_edition_to_the_next(tmp_path):
    for slug in (EDITION, "2026-03-03"):
        with Ledger(tmp_path, slug, KEY) as ledger:
            ledger.record("a@example.org", SENT)
    first, second = (path.read_text().split()[-1] for path in sorted(tmp_path.iterdir()))
    assert first != second


def test_a_ledger_that_cannot_be_written_stops_the_run(tmp_path):
    (tmp_path / "mail").write_text("a file")
    with (
        pytest.raises(WriteError, match=r"mail/2026-03-02.txt: cannot be written"),
        Ledger(tmp_path / "mail", EDITION, KEY),
    ):
        pass


def test_a_key_that_could_be_guessed_is_refused():
    with pytest.raises(ConfigError, match="at least 16 characters"):
        parse_key("short")


# -- the message ---------------------------------------------------------------------------------


def read_back(letter: Letter, **more: object):
    mail = make_message(letter, settings(**more), SITE, "ada+x@example.org", token="f00", now=NOW)
    data = to_bytes(mail)
    assert max(map(len, data.split(b"\r\n"))) <= 998 and b"\n" not in data.replace(b"\r\n", b"")
    return message_from_bytes(data, policy=policy.default)


def test_a_message_has_the_headers_that_bulk_mail_needs(letter):
    mail = read_back(letter, reply_to="editor@review.example")
    leave = "https://review.example/leave?who=ada%2Bx%40example.org&proof=f00"
    assert mail["From"] == "The Review <digest@review.example>"
    assert mail["Reply-To"] == "editor@review.example"
    assert mail["Date"].datetime == NOW
    assert mail["List-Unsubscribe"] == f"<{leave}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == "<digest.review.example>"
    assert mail["Precedence"] is None and mail["Bcc"] is None
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert leave in mail.get_body(("plain",)).get_content()
    assert not mail.defects and not any(part.defects for part in mail.walk())


def test_one_click_is_promised_only_for_https(letter):
    mail = read_back(letter, unsubscribe="mailto:leave@review.example?subject=leave%20{address}")
    assert mail["List-Unsubscribe"] == "<mailto:leave@review.example?subject=leave%20ada%2Bx%40example.org>"
    assert mail["List-Unsubscribe-Post"] is None


def test_the_id_of_a_message_is_that_of_its_edition_and_reader(letter):
    ids = {
        str(make_message(one, settings(), SITE, reader, token="", now=NOW)["Message-ID"])
        for one in (letter, replace(letter, slug="2026-03-03"))
        for reader in ("a@example.org", "b@example.org")
        for _ in range(2)
    }
    assert len(ids) == 4 and all(i.endswith("@review.example>") for i in ids)


def test_a_list_is_named_by_the_address_of_its_site():
    assert list_id("https://example.org/") == "example.org"
    assert list_id("https://example.org/a/b/") == "b.a.example.org"


# -- Buttondown ----------------------------------------------------------------------------------


def hand_over(answers, letter, folder, **more):
    with Ledger(folder, letter.slug, KEY) as ledger:
        headers = buttondown.make_headers("key", letter, SITE, ledger.count_failures(buttondown.NAME))
        with answers.web(keys=[Key(buttondown.HOST, buttondown.PATH, headers)]) as web:
            return buttondown.send_letter(web, letter, ledger, f"{SITE}day/{letter.slug}/", **more)


def test_buttondown_is_given_an_edition_once(answers, letter, tmp_path):
    answers.give(201, {"id": "1f", "status": "about_to_send"})
    assert hand_over(answers, letter, tmp_path).state == SENT
    assert hand_over(answers, letter, tmp_path).state == "before"
    (asked,) = answers.asked
    assert str(asked.url) == "https://api.buttondown.com/v1/emails"
    assert asked.headers["Authorization"] == "Token key"
    assert len(asked.headers["X-Idempotency-Key"]) == 64
    assert b'"status":"about_to_send"' in asked.content.replace(b": ", b":")


@pytest.mark.parametrize(("status", "state"), [(400, FAILED), (401, FAILED), (403, FAILED), (429, FAILED)])
def test_what_buttondown_refuses_is_told_and_may_be_asked_anew(answers, letter, tmp_path, status, state):
    answers.give(status, {"code": "subject_invalid", "detail": "The subject is bad."})
    outcome = hand_over(answers, letter, tmp_path)
    assert outcome.state == state
    assert outcome.reason.endswith(f"emails: answered {status}: subject_invalid, The subject is bad.")
    answers.give(201, {"id": "1f"})
    assert hand_over(answers, letter, tmp_path).state == SENT
    first, second = (request.headers["X-Idempotency-Key"] for request in answers.asked)
    assert first != second, "or the refusal would be given again"


@pytest.mark.parametrize("status", [500, 502, 503])
def test_what_nobody_knows_is_not_asked_twice_unless_a_person_says_so(answers, letter, tmp_path, status):
    answers.give(status, b"oops")
    outcome = hand_over(answers, letter, tmp_path)
    assert outcome.state == UNKNOWN and f"answered {status}; look there" in outcome.reason
    assert hand_over(answers, letter, tmp_path).state == UNKNOWN
    answers.give(201, {"id": "1f"})
    assert hand_over(answers, letter, tmp_path, uncertain=True).state == SENT
    first, second = (request.headers["X-Idempotency-Key"] for request in answers.asked)
    assert first == second, "so that Buttondown itself sends it once"


def test_a_connection_that_breaks_off_leaves_it_open(answers, letter, tmp_path):
    answers.break_off()
    assert hand_over(answers, letter, tmp_path).state == UNKNOWN


def test_an_answer_that_makes_no_sense_leaves_it_open(answers, letter, tmp_path):
    answers.give(201, b"<html>")
    assert hand_over(answers, letter, tmp_path).state == UNKNOWN


def test_an_edition_that_buttondown_has_counts_as_sent(answers, letter, tmp_path):
    answers.give(400, {"code": "email_duplicate", "detail": "There is one."})
    assert hand_over(answers, letter, tmp_path).state == "before"
    assert hand_over(answers, letter, tmp_path).state == "before"


def test_a_title_cannot_speak_buttondowns_template_language(answers, tmp_path):
    paper = make_paper(title="Buy {{ email }} {% raw %} now", sightings=(make_sighting(),))
    library = make_library(entries=[make_entry(paper=paper)])
    letter = write_letter(library, library.editions[0], can_unsubscribe=False)
    assert "{" not in letter.fragment and "&#123;&#123; email &#125;&#125;" in letter.fragment
    assert "nsubscribe" not in letter.fragment, "Buttondown writes that itself"


def test_without_a_key_buttondown_is_not_asked(world):
    result = mail(
        world, "--provider", "buttondown", "--edition", edition(world), BROADSHEET_MAIL_KEY=KEY.decode()
    )
    assert result.exit_code == 1
    assert "BUTTONDOWN_API_KEY: is no key; set it in the environment" in result.output
