"""Words by which names are told apart: particles, suffixes, titles, and what only groups are called.

``tools/shared_facts.py`` writes these tables into the scripts, which part names as the build does;
the patterns mean the same to Python and to JavaScript.
"""

from __future__ import annotations

# Particles of family names, in lower case, after those that processors of CSL know.
PARTICLES = """
's 't a aan abu af al am an ap auf aus ben bij bin bint d' da dal dalla dalle das de degli dei del dela
della delle dello den der des di do dos du el ibn il im in la las le les li lo los na of op san santa st
st. te ten tene ter thoe thor to toe tot ul und ur uit van van't vanden vande vander vom von voor wa z zu zum
zur
"""
# The same with a capital, where they stand right before the last word.
CAPITAL_PARTICLES = """
Abu Al Ben D' Da Dal Dalla De Dei Del Della Delle Den Der Des Di Dos Du El Ibn La Las Le Les Lo Los Mac
Nic Ní Ó Saint St St. Ten Ter Uí Van Vanden Vander Vom Von Zum Zur
"""
# Of these, some are given names in Vietnam...
ALSO_GIVEN = "Da La Le Van"
# ...that is, first or last in a name beside one of these.
VIETNAMESE_FAMILIES = """
Bui Bùi Cao Chu Dang Đặng Dao Đào Dinh Đinh Do Đỗ Doan Đoàn Duong Dương Ha Hà Ho Hồ Hoang Hoàng Huynh
Huỳnh Lam Lâm Le Lê Luong Lương Luu Lưu Ly Lý Mai Ngo Ngô Nguyen Nguyễn Pham Phạm Phan Phung Phùng Ta Tạ
To Tô Tran Trần Trinh Trịnh Truong Trương Vo Võ Vu Vũ Vuong Vương
"""
# Words that join two family names, as in "Ortega y Gasset".
JOINING_WORDS = "y i e à dit"
# Last words of Portuguese family names, which never stand alone.
FAMILY_ENDINGS = "Filho Júnior Junior Neto Netto Sobrinho"
# Words of the names of groups and companies, in lower case...
GROUP_WORDS = """
academy agency alliance association authors center centre centro collaboration collaborations
collaborators commission committee consortia consortium contributors corp corporation council deepmind
department developers editors federation force foundation gmbh group groups hospital inc initiative
intelligence investigators lab labs llc ltd ministry museum network networks observatory organisation
organization partnership plc programme project projects robotics society system systems team teams
technologies telescope trust workshop workshops zentrum
"""
# ...how such words begin...
GROUP_STEMS = "institut istitut laborato universi"
# ...and words that say so only after another, since they may be somebody's first name.
LATER_GROUP_WORDS = """
analytics college community company experiment experts members nations office registry research researchers
school science sciences services software studies study survey technology trial trials union
"""
# Between others, these join what is no person.
GROUP_CONJUNCTIONS = "and & of for et"

SUFFIX = r"[Jj][Rr]\.?|[Ss]r\.?|I{2,3}|IV|2nd|3rd|[4-9]th"
DEGREE = (
    r"Ph\.?\s?D\.?|M\.?\s?D\.?|D\.?\s?Phil\.?|M\.?Phil\.?|[MB]\.?\s?Sc\.?|[MB]\.?\s?Eng\.?|MBBS|DDS|DVM|PharmD"
    r"|EdD|PsyD|MPH|MBA|FRCP|FRS|Esq\.?"
)
# Initials, but where they stand behind a comma and a whole name.
MORE_DEGREES = r"[BM]\.?\s?[AS]\.?|J\.?D\.?|R\.?N\.?|P\.?E\.?"
TITLE = r"(?:Dr|Prof|Mr|Mrs|Ms|Sir|Rev|Professor|Doctor)\.?"
# Footnotes' marks, and digits that are raised.
MARK = r"[*†‡§¶‖#∗⋆★✉¹²³⁰⁴-⁹]"  # noqa: RUF001
# Somebody's other name in quotes or brackets, or where they work.
ASIDE = r"""\s"[^"]*"|\s“[^”]*”|\s‘[^’\s]*’(?!\S)|\s'[^'\s]*'(?!\S)|\s?\([^)]*\)"""
