"""Names of character encodings, and where those of Python differ from the ones that Go has.

The names are those of the IANA registry of character sets, in lower case, of the encodings that
golang.org/x/text implements (encoding/ianaindex). The tables of differences were found by encoding
every character with both.
"""

from __future__ import annotations

NAMES = {
    "ascii": (
        "ansi_x3.4-1968 ansi_x3.4-1986 cp367 csascii ibm367 iso-ir-6 iso646-us "
        "iso_646.irv:1991 us us-ascii"
    ),
    "big5": "big5 csbig5",
    "cp037": "cp037 csibm037 ebcdic-cp-ca ebcdic-cp-nl ebcdic-cp-us ebcdic-cp-wt ibm037",
    "cp1047": "csibm1047 ibm-1047 ibm1047",
    "cp1140": "ccsid01140 cp01140 csibm01140 ebcdic-us-37+euro ibm01140",
    "cp1250": "cswindows1250 windows-1250",
    "cp1251": "cswindows1251 windows-1251",
    "cp1252": "cswindows1252 windows-1252",
    "cp1253": "cswindows1253 windows-1253",
    "cp1254": "cswindows1254 windows-1254",
    "cp1255": "cswindows1255 windows-1255",
    "cp1256": "cswindows1256 windows-1256",
    "cp1257": "cswindows1257 windows-1257",
    "cp1258": "cswindows1258 windows-1258",
    "cp437": "437 cp437 cspc8codepage437 ibm437",
    "cp850": "850 cp850 cspc850multilingual ibm850",
    "cp852": "852 cp852 cspcp852 ibm852",
    "cp855": "855 cp855 csibm855 ibm855",
    "cp858": "ccsid00858 cp00858 csibm00858 ibm00858 pc-multilingual-850+euro",
    "cp860": "860 cp860 csibm860 ibm860",
    "cp862": "862 cp862 cspc862latinhebrew ibm862",
    "cp863": "863 cp863 csibm863 ibm863",
    "cp865": "865 cp865 csibm865 ibm865",
    "cp866": "866 cp866 csibm866 ibm866",
    "cp874": "cswindows874 windows-874",
    "cp949": "cseuckr euc-kr",
    "euc_jp": "cseucpkdfmtjapanese euc-jp extended_unix_code_packed_format_for_japanese",
    "gb18030": "csgb18030 gb18030",
    "gbk": "cp936 csgbk gbk ms936 windows-936",
    "hz": "hz-gb-2312",
    "iso2022_jp": "csiso2022jp iso-2022-jp",
    "iso8859-10": "csisolatin6 iso-8859-10 iso-ir-157 iso_8859-10:1992 l6 latin6",
    "iso8859-13": "csiso885913 iso-8859-13",
    "iso8859-14": (
        "csiso885914 iso-8859-14 iso-celtic iso-ir-199 iso_8859-14 iso_8859-14:1998 l8 latin8"
    ),
    "iso8859-15": "csiso885915 iso-8859-15 iso_8859-15 latin-9",
    "iso8859-16": "csiso885916 iso-8859-16 iso-ir-226 iso_8859-16 iso_8859-16:2001 l10 latin10",
    "iso8859-2": "csisolatin2 iso-8859-2 iso-ir-101 iso_8859-2 iso_8859-2:1987 l2 latin2",
    "iso8859-3": "csisolatin3 iso-8859-3 iso-ir-109 iso_8859-3 iso_8859-3:1988 l3 latin3",
    "iso8859-4": "csisolatin4 iso-8859-4 iso-ir-110 iso_8859-4 iso_8859-4:1988 l4 latin4",
    "iso8859-5": "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso_8859-5 iso_8859-5:1988",
    "iso8859-6": (
        "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 "
        "iso-8859-6-e iso-8859-6-i iso-ir-127 iso_8859-6 iso_8859-6-e iso_8859-6-i "
        "iso_8859-6:1987"
    ),
    "iso8859-7": (
        "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso_8859-7 "
        "iso_8859-7:1987"
    ),
    "iso8859-8": (
        "csiso88598e csiso88598i csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-8859-8-i "
        "iso-ir-138 iso_8859-8 iso_8859-8-e iso_8859-8-i iso_8859-8:1988"
    ),
    "iso8859-9": "csisolatin5 iso-8859-9 iso-ir-148 iso_8859-9 iso_8859-9:1989 l5 latin5",
    "koi8-r": "cskoi8r koi8-r",
    "koi8-u": "cskoi8u koi8-u",
    "latin-1": (
        "cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso_8859-1 iso_8859-1:1987 l1 latin1"
    ),
    "mac-roman": "csmacintosh mac macintosh",
    "shift_jis": "csshiftjis ms_kanji shift_jis",
    "utf-16": "csutf16 utf-16",
    "utf-16-be": "csutf16be utf-16be",
    "utf-16-le": "csutf16le utf-16le",
    "utf-8": "csutf8 utf-8",
}
"""By the codec that encodes them: Python's, or one of `text_encodings.py`, the names."""

BIG5 = """
a2= a3= a5= af=a1c2 2022= 2027=a145 203e= 20ac=a3e1 2215=a241 223c= 2295=a1f2 2299=a1f3
2400=a3c0 2401=a3c1 2402=a3c2 2403=a3c3 2404=a3c4 2405=a3c5 2406=a3c6 2407=a3c7 2408=a3c8
2409=a3c9 240a=a3ca 240b=a3cb 240c=a3cc 240d=a3cd 240e=a3ce 240f=a3cf 2410=a3d0 2411=a3d1
2412=a3d2 2413=a3d3 2414=a3d4 2415=a3d5 2416=a3d6 2417=a3d7 2418=a3d8 2419=a3d9 241a=a3da
241b=a3db 241c=a3dc 241d=a3dd 241e=a3de 241f=a3df 2421=a3e0 2609= 2641= 3003=c6de 34e6=87be
3875=877a 3af5=87a2 3eec=877e 40b4=87d9 4131=87c6 4181=87ce 430a=87aa 44e1=87db 46ae=87cc
492f=87c4 4930=87ae 5029=fa5f 507d=fa66 524f=87bc 5305=fabd 5344=fac5 537f=fad5 544c=87c5
5605=fb48 57b3=87c3 5818=87c8 5896=87b0 5a77=fbb8 5e75=fbf3 5ed0=fbf9 5f0c=9fd8 5f58=fc4f
60a4=fc6c 62c1=87dd 6490=fcb9 6660=87b5 6674=fce2 675e=fcf1 6782=87ba 6a29=87b6 6c9c=fdb7
6e1d=fdb8 6e2f=fdbb 706e=87de 716e=fdf1 7250=a0e4 732a=fe52 73c4=87bf 744c=87b8 745c=fe6f
7468=a0d5 74c6=87c1 74e9=feaa 7809=fedd 79d0=87b3 7a2c=87bb 7a32=87b4 7a72=87c9 7afc=87a3
7bae=87d0 7bc5=87b9 8484=87ab 8503=9244 8504=87d7 8613=87af 880f=a063 889d=87b7 8b8f=87cb
9046=87bd 9218=87b2 942f=87ad 96b6=c6d7 974a=87b1 9f17=9f66 9f96=87ac 9f97=87a4 9fc7=87c2
9fc8=87d2 9fc9=87d6 9fca=87da 9fcb=87df fe51=a14e fe68=a242 ff0f=a1fe ff3c=a240 ff5e=a1e3 ff64=
ffe0=a246 ffe1=a247 ffe5=a244 20a8a=87a8 21d53=877b 224bc=87d1 224c1=87d3 224c9=87d4 224cc=87d5
231ea=87a7 2325e=87a9 235bb=87d8 2368e=87c7 2369e=877c 24161=87a5 258de=87a1 25d99=87cf
25db9=87c0 26021=877d 26e88=87cd 27b65=87ca 2890d=87a6 2adff=87dc
"""
"""Characters whose Big5 is not that of Python's big5hkscs: code point, bytes; none if it has none."""

GB_PRIVATE = """
e000-e76b=35517 e76d-e7c7=33470 e7c9-e7e6=33471 e7f4-e814=33484 e816-e818=33485 e81e=33490
e826=33497 e82b-e82c=33501 e831-e832=33505 e83b=33513 e843=33520 e854-e855=33536 e864=33550
"""
"""Private characters that have two bytes in Python's gb18030 and four in Go: the place of the first
of each range among the codes of four bytes."""
