/**
 * Public places in and around Anyang where AEDs plausibly hang, and the spots inside such places.
 * Made for demonstrations: names are of the kind found there, nothing says that an AED is there.
 */

export type SiteKind =
  | "office"
  | "station"
  | "library"
  | "gym"
  | "school"
  | "welfare"
  | "park"
  | "mall"
  | "hospital"
  | "apartment";

export interface BaseSite {
  readonly kind: SiteKind;
  readonly nameKo: string;
  readonly nameEn: string;
}

export interface Spot {
  readonly ko: string;
  readonly en: string;
}

/** `한국어|English` each. */
const NAMES: Readonly<Record<SiteKind, readonly string[]>> = {
  office: [
    "안양시청|Anyang City Hall",
    "만안구청|Manan District Office",
    "동안구청|Dongan District Office",
    "안양1동 행정복지센터|Anyang 1-dong Community Center",
    "안양2동 행정복지센터|Anyang 2-dong Community Center",
    "안양6동 행정복지센터|Anyang 6-dong Community Center",
    "석수1동 행정복지센터|Seoksu 1-dong Community Center",
    "박달1동 행정복지센터|Bakdal 1-dong Community Center",
    "비산1동 행정복지센터|Bisan 1-dong Community Center",
    "관양1동 행정복지센터|Gwanyang 1-dong Community Center",
    "부림동 행정복지센터|Burim-dong Community Center",
    "평촌동 행정복지센터|Pyeongchon-dong Community Center",
    "호계1동 행정복지센터|Hogye 1-dong Community Center",
    "범계동 행정복지센터|Beomgye-dong Community Center",
    "의왕시청|Uiwang City Hall",
    "군포시청|Gunpo City Hall",
  ],
  station: [
    "안양역|Anyang Station",
    "범계역|Beomgye Station",
    "평촌역|Pyeongchon Station",
    "인덕원역|Indeogwon Station",
    "명학역|Myeonghak Station",
    "관악역|Gwanak Station",
    "석수역|Seoksu Station",
    "금정역|Geumjeong Station",
    "군포역|Gunpo Station",
    "의왕역|Uiwang Station",
  ],
  library: [
    "석수도서관|Seoksu Library",
    "만안도서관|Manan Library",
    "평촌도서관|Pyeongchon Library",
    "호계도서관|Hogye Library",
    "비산도서관|Bisan Library",
    "박달도서관|Bakdal Library",
    "관양도서관|Gwanyang Library",
  ],
  gym: [
    "안양종합운동장|Anyang Sports Complex",
    "안양실내체육관|Anyang Gymnasium",
    "호계체육관|Hogye Gymnasium",
    "만안국민체육센터|Manan Sports Center",
    "석수체육공원|Seoksu Sports Park",
  ],
  school: [
    "안양초등학교|Anyang Elementary School",
    "평촌초등학교|Pyeongchon Elementary School",
    "범계초등학교|Beomgye Elementary School",
    "호계중학교|Hogye Middle School",
    "평촌중학교|Pyeongchon Middle School",
    "안양고등학교|Anyang High School",
    "평촌고등학교|Pyeongchon High School",
    "안양대학교|Anyang University",
    "성결대학교|Sungkyul University",
  ],
  welfare: [
    "만안종합사회복지관|Manan Welfare Center",
    "부흥종합사회복지관|Buheung Welfare Center",
    "율목종합사회복지관|Yulmok Welfare Center",
    "안양시노인종합복지관|Anyang Senior Welfare Center",
    "안양시청소년수련관|Anyang Youth Center",
    "안양아트센터|Anyang Arts Center",
    "평촌아트홀|Pyeongchon Arts Hall",
  ],
  park: [
    "안양예술공원|Anyang Art Park",
    "평촌중앙공원|Pyeongchon Central Park",
    "병목안시민공원|Byeongmogan Citizens' Park",
    "자유공원|Jayu Park",
    "삼덕공원|Samdeok Park",
  ],
  mall: [
    "안양중앙시장|Anyang Central Market",
    "남부시장|Nambu Market",
    "호계종합시장|Hogye Market",
    "안양1번가 지하상가|Anyang Ilbeonga Underground Mall",
    "안양농수산물도매시장|Anyang Wholesale Market",
  ],
  hospital: [
    "만안구보건소|Manan Public Health Center",
    "동안구보건소|Dongan Public Health Center",
    "한림대학교성심병원|Hallym University Sacred Heart Hospital",
    "안양샘병원|Anyang Sam Hospital",
  ],
  apartment: [
    "꿈마을아파트|Kkummaeul Apartments",
    "향촌마을아파트|Hyangchonmaeul Apartments",
    "초원마을아파트|Chowonmaeul Apartments",
    "무궁화마을아파트|Mugunghwamaeul Apartments",
    "목련마을아파트|Mongnyeonmaeul Apartments",
    "샛별마을아파트|Saetbyeolmaeul Apartments",
    "한가람마을아파트|Hangarammaeul Apartments",
    "은하수마을아파트|Eunhasumaeul Apartments",
    "관악마을아파트|Gwanakmaeul Apartments",
    "공작마을아파트|Gongjakmaeul Apartments",
  ],
};

/** Spots of each kind, the most usual first. */
const SPOTS: Readonly<Record<SiteKind, readonly string[]>> = {
  office: ["안내데스크 옆|beside the information desk", "민원실 입구|civil affairs entrance"],
  station: ["개찰구 옆|beside the ticket gates", "고객안내센터 앞|in front of the help desk"],
  library: ["대출대 옆|beside the loan desk", "열람실 입구|reading room entrance"],
  gym: ["관리사무실 앞|in front of the office", "경기장 입구|arena entrance"],
  school: ["보건실 앞|in front of the nurse's room", "교무실 앞|in front of the staff room"],
  welfare: ["안내데스크 옆|beside the information desk", "강당 입구|hall entrance"],
  park: ["관리사무소 외벽|outside the park office", "화장실 옆|beside the restrooms"],
  mall: ["고객센터 앞|in front of customer service", "중앙 통로|central aisle"],
  hospital: ["로비 안내데스크 옆|lobby, beside the desk", "접수창구 옆|beside the reception"],
  apartment: ["관리사무소 입구|management office entrance", "승강기 앞|in front of the lifts"],
};

/** Spots found on any floor. */
const COMMON_SPOTS = [
  "승강기 옆|beside the lifts",
  "계단 앞|in front of the stairs",
  "휴게실 앞|in front of the lounge",
  "복도 끝|end of the corridor",
];

function split(text: string): Spot {
  const [ko = "", en = ""] = text.split("|");
  return { ko, en };
}

/** All base sites; the kinds are mixed so that the first hundred show every one of them. */
export const BASE_SITES: readonly BaseSite[] = mixKinds();

function mixKinds(): BaseSite[] {
  const kinds = Object.keys(NAMES) as SiteKind[];
  const longest = Math.max(...kinds.map((kind) => NAMES[kind].length));
  const sites: BaseSite[] = [];
  for (let row = 0; row < longest; row++) {
    for (const kind of kinds) {
      const text = NAMES[kind][row];
      if (text === undefined) continue;
      const { ko, en } = split(text);
      sites.push({ kind, nameKo: ko, nameEn: en });
    }
  }
  return sites;
}

/** The n-th place inside a site of this kind, from 0; places of one site never repeat. */
export function placeIn(kind: SiteKind, n: number): Spot {
  const spots = [...SPOTS[kind], ...COMMON_SPOTS].map(split);
  const spot = spots[n % spots.length] ?? { ko: "", en: "" };
  const storey = Math.floor(n / spots.length) + 1;
  if (kind === "apartment") {
    return { ko: `${100 + storey}동 ${spot.ko}`, en: `Building ${100 + storey}, ${spot.en}` };
  }
  if (kind === "park") return { ko: `${storey}구역 ${spot.ko}`, en: `Zone ${storey}, ${spot.en}` };
  return { ko: `${storey}층 ${spot.ko}`, en: `${storey}F, ${spot.en}` };
}
