import type { NameStock } from './people.ts';

const list = (words: string): readonly string[] => words.split(' ');

/** The stocks whose names are not written in Latin letters: Cyrillic, Greek, and a few of Han. */
export const stocksBeyondLatin: readonly NameStock[] = [
  {
    flair_id: 150,
    country: 'Ukraine',
    country_code: 'UA',
    share: 22,
    given: list(
      'Богдана Владислав Ганна Єгор Зоряна Іван Їжакія Лариса Мирослав Назар Оксана Петро Роксолана Святослав Тарас Уляна Юхим Ярина',
    ),
    stems: list(
      'Бджіль Вишн Гречк Дуб Жур Зозул Калин Лелек Мороз Очерет Пшенич Ріп Сокіль Тополь Хміль Ящур',
    ),
    links: list(' ов ен'),
    endings: list('чанський енко овецький ійчук івський ичак яненко оградський'),
  },
  {
    flair_id: 160,
    country: 'Serbia',
    country_code: 'RS',
    share: 12,
    given: list(
      'Анђела Бојан Вукашин Драгана Ђорђе Живојин Ивана Јелисавета Љубомир Милица Његош Огњен Раде Стана Ћира Урош',
    ),
    stems: list('Брез Врб Гај Дрен Јавор Кључ Лип Мрк Орах Пољан Рас Срнд Трешњ Цер'),
    links: list(' ов ар'),
    endings: list('енчић овачки аљевић ијашев оњић адиновић ешки улић'),
  },
  {
    flair_id: 170,
    country: 'Bulgaria',
    country_code: 'BG',
    share: 10,
    given: list(
      'Асен Бистра Величка Горан Дамян Елица Живко Здравка Калоян Лъчезар Момчил Невена Огнян Румяна Стоимен Цветан',
    ),
    stems: list('Балк Върб Гълъб Дунав Езер Зорн Извор Крем Люляк Мъгл Облак Перун Рил Щърк'),
    links: list(' ар ов'),
    endings: list('анджиев енков ичков овски оглов ушев инарски ъчев'),
  },
  {
    flair_id: 180,
    country: 'Greece',
    country_code: 'GR',
    share: 16,
    given: list(
      'Άρτεμις Βασίλης Γλαύκος Δάφνη Ελένη Ζήνων Ηλέκτρα Θέμης Ίων Κλειώ Λυδία Μύρων Νεφέλη Ξάνθη Ορέστης Χρύσα',
    ),
    stems: list(
      'Αμπελ Βουν Γερακ Δενδρ Θαλασσ Καβουρ Λιθαρ Μελισσ Νησι Πευκ Ροδ Σταχυ Τριανταφυλλ Ψαρ',
    ),
    links: list(' αν ογ'),
    endings: list('όπουλος ινάκης ουδάκης ίδης έλλης ωτάκος ιάδης αράκης'),
  },
  {
    flair_id: 190,
    country: 'Japan',
    country_code: 'JP',
    share: 6,
    familyFirst: true,
    given: list('葵 蓮 颯太 陽菜 悠真 紬 湊 美咲 樹 凛 蒼太 結衣 大和 千尋 直樹 晴香 翔 楓 光 奏'),
    stems: list('霧 霜 雷 嵐 氷 鷹 鶴 銀 蒼 朱 翠 雪'),
    links: [''],
    endings: list('峰 灘 渕 浜 潟 坂 宮 瀬'),
  },
  {
    flair_id: 200,
    country: 'China',
    country_code: 'CN',
    share: 4,
    familyFirst: true,
    given: list('雨桐 子墨 浩然 思源 晓峰 梦瑶 云飞 若曦 天佑 静怡 星辰 海川'),
    stems: list('青 墨 白 玄 金 赤 紫 素'),
    links: [''],
    endings: list('阳 原 溪 谷 岚 野 泽 岳 泉 崖 丘 渡 帆'),
  },
];
