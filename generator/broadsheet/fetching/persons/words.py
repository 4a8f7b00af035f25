"""Words that stand around names: suffixes, degrees, titles, roles, "by", and names of nobody."""

from __future__ import annotations

import re

SUFFIX = re.compile(r"(?:Jr|Sr|jr|sr|JR|SR)\.?|II|III|IV|VI{1,3}|2nd|[23]rd|[4-9]th|Filho|Neto")
# Degrees and orders that nothing else is written like.
DEGREE = re.compile(
    r"""
      Ph\.?\s?D\.? | D\.?\s?Phil\.? | M\.?\s?Phil\.? | [BM]\.?\s?Sc\.? | (?:Pharm|Psy|Ed|Sc)\.?\s?D\.?
    | D\.?\s?Sc\.? | [BM]\.?\s?Eng\.? | M\.?P\.?H\.? | M\.?B\.?A\.? | M\.?B\.?B\.?S\.? | MBChB | M\.D\.?
    | D\.?V\.?M\.? | D\.?D\.?S\.? | LL\.?[BMD]\.? | Dipl\.?-?\s?(?:Ing|Phys|Inf|Math)\.? | Dr\.?-?\s?Ing\.?
    | Dr\.?\ (?:rer|med|phil|habil)[\w.\ ]{0,20} | habil\.? | F\.?R\.?S\.? | FRC[PS]\w* | FAC[PS] | FIEEE
    | Esq\.? | Eds?\. | CFA | CPA | (?:Dr|Prof|Professor|Doctor)\.? | emeritus
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Those that may be initials as well: degrees only behind a whole name.
SHORT_DEGREE = re.compile(r"MD|[MB]\.? ?[AS]\.?|J\.? ?D\.?|D\.? ?O\.?|R\.? ?N\.?|P\.? ?E\.?")
# Degrees that stand behind a name without a comma; "MD" there is a name, Mohammed's.
LAST_DEGREE = re.compile(
    r"(?:(?<![\s,])[\s,]+(?:Ph\.?\s?D\.?|D\.?Phil\.?|[BM]\.?Sc\.?|Pharm\.?D\.?|Esq\.?|FRS|FREng|FRCP|FIEEE))+$",
    re.IGNORECASE,
)
# A title without a dot is written like this alone: MS and DR are initials.
TITLE = re.compile(
    r"""
    (?: (?i:Dr|(?:Univ\.?-?)?Prof|Mr|Mrs|Ms|Mx|Assoc|Asst|Dipl|Ing|Hon|Rev|rer|nat|med|phil|habil)\.\s?
        (?:-?Ing\.\s?)?
      | (?:Dr|Prof|Mr|Mrs|Ms|Professor|Doctor|Dott|Sir)\s
    )+
    (?=[^\W\d_])
    """,
    re.VERBOSE,
)
BY = re.compile(
    r"""
      (?:(?:a\ |guest\ |blog\ )?
        (?:post|posted|published|(?:last\ )?updated|written|article|story|words|text|report|reported|reviewed
          |compiled|contributed|submitted)\ )?
      by(?::\s*|\s+)
    | (?:(?:corresponding|contact|lead|first)\ )?(?:authors?|creators?|contributors?|writers?)\s*:\s*
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Behind the name after "by": when and where it came out.
BEHIND_BY = re.compile(r"\s+(?:on\s.*\d.*|(?:in|for|at)\s.*)$")
# Behind a name, before the name of a place of work.
BEFORE_PLACE = re.compile(r"\s(?:[-\u2013\u2014@]|at|from|of)\s")
# Dean and Head are surnames too: a role has a word before or behind it that makes it one.
ROLE = re.compile(
    r"""
    (?:(?:senior|junior|lead|principal|chief|deputy|managing|executive|associate|assistant|adjunct|visiting|full
      |guest|staff|contributing|research|science|clinical|data|software|postdoctoral|doctoral|graduate|phd|master)
      [\ -])*
    (?: (?:professor|lecturer|director|editor|fellow|researcher|scientist|engineer|student|candidate|dean|head
        |chair|president|manager|founder|intern|author|writer|chief)\ (?:of|in|for|at)\b.*
      | (?:professor|lecturer|director|editor|fellow|researcher|scientist|engineer|student|candidate|manager
        |postdoc|co-?founder|founder|intern|author|correspondent|reporter|writer)(?:-in-chief)?
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
NOBODY = re.compile(
    r"""
    (?:the\ |our\ )?
    (?:(?:site|web|blog|wp|super|content|news|chief|managing|guest|staff|social\ media|marketing|journal
      |associate)[\ -]?)*
    (?: admin | admins | administrators? | webmaster | editors? | editorial(?:\ (?:board|office|staff|team))?
      | newsroom | newsdesk | press\ office | communications(?:\ (?:office|team))? | public\ relations
      | anonymous(?:\ (?:authors?|submission|user))? | anon | unknown(?:\ (?:authors?|unknown))?
      | no\ authors?(?:\ (?:listed|given))? | authors?\ not\ listed | not\ (?:available|specified|provided)
      | none | null | and | und | x{3,} | n\.\ ?n\. | see\ (?:pdf|article|paper)
      | nil | nan | undefined | n/?a | tb[ad] | authors? | author\ names? | user | guests?
      | staff | staff\ (?:writer|reporter|author)s? | team | root | test | tester | system | bot
      | wordpress | default | no-?reply | do-?not-?reply | support | info | contact | publisher
      | various(?:\ authors?)? | multiple\ authors? | name\ withheld | (?:first|corresponding)\ author
      | author\ \d+
    )\W*
    """,
    re.IGNORECASE | re.VERBOSE,
)
PARTICLE = re.compile(
    r"""
    (?: van|von|vom|zu|zum|zur|de|der|den|del|della|dela|di|da|do|dos|das|du|la|le|el|al|bin|ibn|ben|ter
      |ten|te|af|av|auf|op|d['\u2019]?|['\u2019]t|'s|y|e|i|und|st\.?|dal|dalla|degli|delle|lo|los|las
    )\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
