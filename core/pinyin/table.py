"""What the order of GB2312 does not tell: level 2, names outside it, characters with two readings."""

from __future__ import annotations

from typing import Final

LEVEL_1: Final = dict(
    zip("abcdefghjklmnopqrstwxyz", "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝", strict=True)
)
"""Letter → first character; level 1 (3,755 characters) is sorted by pinyin."""

LEVEL_2: Final = (
    "cjwgnspgclnegypbtyyzdxykygtzjnmjqmbsgzscyjsyyfpgkbzgydywjkgkljywkpjqhyjwrdzlsgmrypywwcckznkyyg"
    "ttnjjnykkzytcjnmcylqlypysfqrpzslwbtgkjfyxjwzltbncxjjjjtxdttsqzycdxxhgckbphffsstybgmxlpbyllbhlx"
    "smzmyjhsojnghdzqyklgjhsgqzhxqgkezzwyscscjxyeyxadzpmdssmzjzqjyzcjjfwqjbdzpxgznzcpwhwxhqkmwfbpby"
    "dtjzzkqxylygxfptyjyyzpszlfchmqshgmxxsxjykdcsbbqbefsjyhwwgzkpylqbgldlcdtnmayddkysngycsgxlyzaypn"
    "ptsdkdylhgymylcxpycjndqjwxqxfyyfjlejbzrxccqwqqsbzkymgplbmjrqcflnymyqmtqyrbcjthztqfrxqhxmjjcjlx"
    "qgjmshzkbswyemyltxfsydsglycjqxsjnqbsctyhbftdcyzdjwyghqfsxwckqkxebptlpxjzsrmebwhjlbjslyysmdxlcl"
    "qkxlhxjrzjmfqhxhwywsbhtrxxglhqhfnmgykldyxzpwlggsmtcfpajjzyljtyanjgbjplqgszyqyaxbkysecjsznslyzh"
    "zxlzcghpxzhznytdsbcjkdlzyyfmydlebbgqyzkxgldndnyskjshdlyxbcgyxypkdjmmzngmmclgwzszxzjfznmlzzthcs"
    "ydbdllscddnlkjykjsycjlkwhqasdknhcsgsnhdayshtcplcpqybsdmpjlpzjoqlcdhjjysprchnwjnlhlyyqyhwzptczg"
    "wwmzffjqqqqyxaclbhkdjxdgmmytqxzllsygxgkjrywzwyclzmssjzldbydcpcxyhlxchyzjqsqqhgmnyxpfrkssbjlyxy"
    "syglnscmhcwwmnzjjlxxhchsyzsxtxrycyxbyhcsmxjsznpwgpxxtaybgajcxlyxdccwzocwkccsbnhcpdyznfcyytyckx"
    "kybsqkkytqqxfcwchcykelzqbsqyjqcclmthsywhmktlkjlycxwheqqhtqkppqsqscfymmdmgbwhwlgsllystlmlxpthmj"
    "hwljzyhzjxktxjlhxrswlwzjcbxmhzqxsdzpmgfcsglsxymqshxpjxwmyqksmyplrthbxftpmhyxlchlhlzylxgsssstcl"
    "sldclrpbhzhxyyfhbmgdmycnqqwlqhjjcywjzyejjdhpblqxtqkwhlchqxagtlxljxmsljhtzkzjecxjcjnmfbycsfywyb"
    "jzgnysdzsqyrsljpclpwxsdwejbjcbcnaytwgmpapclyqpclzxsbnmsggfnzjjbzsfzyntxhplqkzczwalspccjxsyzhwk"
    "ypsgxfzfcdkhjgxtlqfsgdslqwzkxtmhsbgzmjzrglyjbpmlmsxlzjqqhzyjczydjwbwjklddpmjegxyhylxhlqyqhkycw"
    "cjmyyxnatjhyccxzpcqlbzwwytwsqcmlpmyrjcczxfpznzzljplxxyztzlgdltcklyrzzgqtgjhhgjljaxfgfjzslcfdqz"
    "lclgjdjzsnzlljpjqdcclcjxmyzftsxgcgsbrzxjqqctzhgyqtjqqlzxjylylbcyamcstylpdjbyregklzyzhlyszqlznw"
    "czcllwjqjjjkdgjzolbbzppglghtgzxyjhzmycnqsycyhbhgxkamtxyxnbskyzzgjzlqjdfcjxdygjqjjpmgwgjjjpkqsb"
    "gbmmcjssclpqpdxcdyykypcjddyygywrhjrtgznyqldkljszzgzqzjgdykshpzmtlcpwnjyfyzdjcnmwescyglbtzcgmss"
    "llyxqsxsbsjsbbsgghfjlypmzjnlyywdqshzxtyywhmzyhywdbxbtlmsyyyfsxjcbtxxlhjhfssxzqhfzmzcztqcxzxrtt"
    "djhnnyzqqmtqdmmgyytxmjgdhcdyzbffallztdltfxmxqzdngwqdbdczjdxbzgsqqddjcmbkzffxmkdmdsyyszcmljdsyn"
    "sprskmkmpcklgtbqtfzswtfgglyplljzhgjjgypzltcsmcnbtjbqfkthbyzgkpbbymtdssxtbnpdkleycjnyddykztdhqh"
    "sdzsctarlltkzlgecllkjlqjaqnbdkkghpjtzqksecshalqfmmgjnlyjbbtmlyzxdtjpldlpcqdhzycbzsczbzmsljflkr"
    "zjsnfrgjhxpdhyjybzgdlqcsezgxlblhyxtwmabchecmwyjyzlljjyhlgndjlslygkdzpzxjyyzlwcxszfgwyydlyhcljs"
    "cmbjhblyzlycblydpdqysxqzbytdkyyjyycnrjmpdqgklcljbcxbjddbblblczqrppxjcjlzcshltoljnmdddlngkaqhqh"
    "xhykheznmshrphqqjchgmfprxhjgdychgklyrzqlcyqjnzsqtkqjymszxwlcfqqqxyfggyptqwlmcrnfkkfsyylqbmqamm"
    "myxctpshcptxxzzsmphpshmclmldqfyqxszyjdjjzzhqpdszglstjbckbxyqzysgpsxqzqzrqtbdkyxzkhhgflbcsmdldg"
    "dzdblzyycxnncsybzbfglzzxswmsccmqnjqsbdqsjtxxmbltxzclzshzcxrqjgjylxzfjphymzqqydfqjjlzznzjcdgzyg"
    "ztxmzysctlkphtxhtlbjxjlxscdqxcbbtjfqzfsltjbtkqbxxjjljchczdbzjdczjdcprnpxcjpfczlclzxzdmxmphjsgz"
    "gszzqlylwtjpfsyaxmcjbtzyycwmytzsjjlqcqlwzmalbxyfbpnlsfhtgjwejjxxglljstgshjqlzfkcgnndszfdeqfhbs"
    "aqtgylbxmmygszldydqmjjrgbjtkhdhgkblqkbdmbylxwcxyttybkmrtjzxqjbhlmhmjjzmqasldcyxyqdlqcafywyxqhz"
)
"""One letter per character of rows 56 to 87 (3,008 characters, sorted by radical), 94 a row."""

READINGS: Final = {
    "c": "翀琤瑺珵宬棽玚",
    "d": "頔亶玓菂",
    "f": "璠雱頫昉",
    "g": "暅珪珖琯",
    "h": "翚婳翯翙昈姮浛暠淏",
    "j": "珺劼璟瑨琎伋玠珒焌晙墐",
    "k": "堃闿炣",
    "l": "祾璘瓅琭镠琍朤麐",
    "m": "旻嫚媄忞洺蓂槑",
    "n": "秾婻薿",
    "p": "芃珮辟玭",
    "q": "骎锜佺荍啟",
    "r": "镕叡瑢",
    "s": "奭珅昇燊甦甡侁湜",
    "t": "曈烔湉珽颋弢",
    "w": "韡溦暐芠",
    "x": "婞瑄烜珣禤玹昍琇晞瑆晅璕",
    "y": "颙祎玥玙彧赟燚瑀埇旸熤飏煐愔喦峣妘垚筼祐栐溁",
    "z": "翟喆曌禛梽沚晊",
}
"""Letter → characters of names that are outside GB2312, or that its order files under a rare reading."""

OTHER_READINGS: Final = {
    char: letter
    for letter, chars in {
        "b": "陂骠埔佛炮秘屏",
        "c": "曾盛晟枞焯重伺",
        "d": "翟峒焘石提",
        "e": "阿",
        "g": "贾",
        "h": "郇行咳",
        "j": "靓车给校系圈奇强",
        "k": "隗会",
        "m": "玟",
        "n": "粘",
        "o": "区",
        "p": "泊堡番便",
        "q": "仇蹊卡",
        "s": "单谌召参厦率乘折",
        "t": "覃调弹",
        "w": "莞",
        "x": "解叶降省宿栖",
        "y": "尉乐铅尾蔚轧",
        "z": "查长藏朝识拓传属",
    }.items()
    for char in chars
}
"""Character → its second letter, by which it is found as well."""

SURNAMES: Final = {
    "单": ("s", "位独人据向元次班号一机项点边层兵体程纯方个价列车双调词杠"),
    "解": ("x", "除决救释散放封冻体锁读答约缆困开热毒压脱聘职密"),
    "仇": ("q", "恨视家敌人"),
    "查": ("z", "看找验询处收阅岗勘封明对核实岸获出车扣堵漏"),
    "区": ("o", "域别分间长队内级委划位段"),
}
"""Polyphonic surname → its letter as a surname, and the next characters that make it a plain word."""

WORDS: Final = {
    "尉迟": "yc", "长孙": "zs", "万俟": "mq", "银行": "yh", "行业": "hy", "行列": "hl", "音乐": "yy",
    "重庆": "cq", "重复": "cf", "重新": "cx", "重启": "cq", "重装": "cz", "重装备": "zzb", "调整": "tz",
    "协调": "xt", "空调": "kt", "调解": "tj", "调试": "ts", "调节": "tj", "调压": "ty", "会计": "kj",
    "大厦": "ds", "率领": "sl", "率队": "sd", "校准": "jz", "校验": "jy", "校对": "jd", "给水": "js",
    "补给": "bj", "供给": "gj", "西藏": "xz", "番禺": "py", "卡住": "qz", "关卡": "gq", "成长": "cz",
    "增长": "zz", "生长": "sz", "长官": "zg", "投降": "tx", "莘庄": "xz", "重叠": "cd", "重建": "cj",
    "重报": "cb",
}  # fmt: skip
"""Words that decide the reading of a character in them."""

POLYPHONES: Final = frozenset("尉长万行乐重调会厦率校给藏番卡降莘")
"""The characters in question; text without any of them is not looked at further."""

CHIEFS: Final = "站班组队船校处局部院所科市县区镇村连排营团师军会厅厂行馆店机轮课股司舰艇"
"""Characters after which 长 is a chief (zhang), not a length (chang)."""
