/** Words of names, as text/name_words.py has them: written by tools/shared_facts.py. */

/** Particles of family names. */
export const PARTICLES = `'s 't a aan abu af al am an ap auf aus ben bij bin bint d' da dal dalla dalle das de degli dei del dela
della delle dello den der des di do dos du el ibn il im in la las le les li lo los na of op san santa st
st. te ten tene ter thoe thor to toe tot ul und ur uit van van't vanden vande vander vom von voor wa z zu zum
zur`;
/** Particles with a capital. */
export const CAPITAL_PARTICLES = `Abu Al Ben D' Da Dal Dalla De Dei Del Della Delle Den Der Des Di Dos Du El Ibn La Las Le Les Lo Los Mac
Nic Ní Ó Saint St St. Ten Ter Uí Van Vanden Vander Vom Von Zum Zur`;
/** Those of them that are given names in Vietnam. */
export const ALSO_GIVEN = `Da La Le Van`;
/** Family names beside which they are. */
export const VIETNAMESE_FAMILIES = `Bui Bùi Cao Chu Dang Đặng Dao Đào Dinh Đinh Do Đỗ Doan Đoàn Duong Dương Ha Hà Ho Hồ Hoang Hoàng Huynh
Huỳnh Lam Lâm Le Lê Luong Lương Luu Lưu Ly Lý Mai Ngo Ngô Nguyen Nguyễn Pham Phạm Phan Phung Phùng Ta Tạ
To Tô Tran Trần Trinh Trịnh Truong Trương Vo Võ Vu Vũ Vuong Vương`;
/** Words that join two family names. */
export const JOINING_WORDS = `y i e à dit`;
/** Last words of family names that follow another. */
export const FAMILY_ENDINGS = `Filho Júnior Junior Neto Netto Sobrinho`;
/** Words of the names of groups. */
export const GROUP_WORDS = `academy agency alliance association authors center centre centro collaboration collaborations
collaborators commission committee consortia consortium contributors corp corporation council deepmind
department developers editors federation force foundation gmbh group groups hospital inc initiative
intelligence investigators lab labs llc ltd ministry museum network networks observatory organisation
organization partnership plc programme project projects robotics society system systems team teams
technologies telescope trust workshop workshops zentrum`;
/** How such words begin. */
export const GROUP_STEMS = `institut istitut laborato universi`;
/** Words that say so only after another. */
export const LATER_GROUP_WORDS = `analytics college community company experiment experts members nations office registry research researchers
school science sciences services software studies study survey technology trial trials union`;
/** Words that join what is no person. */
export const GROUP_CONJUNCTIONS = `and & of for et`;
/** A suffix. */
export const SUFFIX = String.raw`[Jj][Rr]\.?|[Ss]r\.?|I{2,3}|IV|2nd|3rd|[4-9]th`;
/** A degree. */
export const DEGREE = String.raw`Ph\.?\s?D\.?|M\.?\s?D\.?|D\.?\s?Phil\.?|M\.?Phil\.?|[MB]\.?\s?Sc\.?|[MB]\.?\s?Eng\.?|MBBS|DDS|DVM|PharmD|EdD|PsyD|MPH|MBA|FRCP|FRS|Esq\.?`;
/** A degree that may be initials. */
export const MORE_DEGREES = String.raw`[BM]\.?\s?[AS]\.?|J\.?D\.?|R\.?N\.?|P\.?E\.?`;
/** A title. */
export const TITLE = String.raw`(?:Dr|Prof|Mr|Mrs|Ms|Sir|Rev|Professor|Doctor)\.?`;
/** A footnote's mark. */
export const MARK = String.raw`[*†‡§¶‖#∗⋆★✉¹²³⁰⁴-⁹]`;
/** Another name, or where somebody works. */
export const ASIDE = String.raw`\s"[^"]*"|\s“[^”]*”|\s‘[^’\s]*’(?!\S)|\s'[^'\s]*'(?!\S)|\s?\([^)]*\)`;
