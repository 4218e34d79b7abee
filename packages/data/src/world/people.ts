import { stocksBeyondLatin } from './people-beyond-latin.ts';

/** Given and family names of one part of the world; family names are put together and mean nobody. */
export interface NameStock {
  readonly flair_id: number;
  readonly country: string;
  readonly country_code: string;
  /** Of a thousand members. */
  readonly share: number;
  readonly given: readonly string[];
  readonly stems: readonly string[];
  /** What can stand between a stem and an ending. */
  readonly links: readonly string[];
  readonly endings: readonly string[];
  /** Whether the family name is written first; such a stock has no namesakes. */
  readonly familyFirst?: true;
}

const list = (words: string): readonly string[] => words.split(' ');

/** The stocks whose names are written in Latin letters. */
export const latinStocks: readonly NameStock[] = [
  {
    flair_id: 10,
    country: 'United States',
    country_code: 'US',
    share: 200,
    given: list(
      'Aaron Abby Blake Brody Cora Dale Devin Ella Everett Finn Gavin Hazel Ivy Jesse Kyle Lana Mason Nora Owen Paige Quinn Reid Sadie Tess Wade Wyatt',
    ),
    stems: list(
      'Ash Bar Brad Cal Cros Dal Den El Fair Gar Had Har Kel Lan Mar Nor Pres Rad Shel Strat Thorn Wal West Whit',
    ),
    links: list(' er in el'),
    endings: list(
      'bridgen wickham fordham stowe lowell merton burne thwaitey grovesby mondson combley hartnell',
    ),
  },
  {
    flair_id: 20,
    country: 'United Kingdom',
    country_code: 'GB',
    share: 105,
    given: list(
      'Alfie Bartholomew Beth Callum Daisy Ewan Freya George Harriet Isla Jack Kit Lewis Megan Niall Orla Piers Rhys Sian Toby Una Will Zara',
    ),
    stems: list(
      'Ack Bick Ches Dunt Earn Feth Gris Hent Ick Kett Led Mossel Nether Oak Pick Quar Rus Sed Til Wether',
    ),
    links: list(' er in el'),
    endings: list(
      'ersleigh-Montague worthing thwaiteson enshaw brooking ingtonby leyfield caster hamshaw wellow',
    ),
  },
  {
    flair_id: 30,
    country: 'Germany',
    country_code: 'DE',
    share: 95,
    given: list(
      'Anke Björn Clara Dörte Emil Falk Götz Heike Ingo Jürgen Käthe Lars Marlene Nils Oskar Petra Rüdiger Sören Till Ulf Vera Wiebke',
    ),
    stems: list(
      'Alt Bärn Dör Eich Fröh Grün Hönn Kühl Lös Mühl Nüss Ochs Pöll Rött Schön Trüb Über Völk Wies Zwör',
    ),
    links: list(' en el er'),
    endings: list(
      'enbrecht ingsdorfer elmeier erhagen bachner stetter lingmann waldner kötter hausler',
    ),
  },
  {
    flair_id: 40,
    country: 'France',
    country_code: 'FR',
    share: 70,
    given: list(
      'Adèle Benoît Cécile Damien Élodie Fabrice Gaëlle Hervé Inès Joël Léa Maëlys Noémie Océane Rémy Solène Théo Zoé Jean-Loup Anne-Gaël',
    ),
    stems: list(
      'Aubr Bell Char Desm Épin Font Garr Hér Jouv Lach Mérin Nog Péch Quin Roch Savar Tréb Vign',
    ),
    links: list(' en ar ol'),
    endings: list('elongne eauvert erancé igneux ardière outreux ièvremont ombelle èsnard aultier'),
  },
  {
    flair_id: 50,
    country: 'Italy',
    country_code: 'IT',
    share: 70,
    given: list(
      'Alba Bruno Chiara Dario Elisa Fabio Giada Ilario Loris Mirella Nicolò Ornella Pietro Renzo Silvio Tosca Ugo Viola',
    ),
    stems: list(
      'Albar Bonav Calder Dorig Ferlen Gavar Lovis Mandor Novar Orsav Pelleg Riccar Santor Trevis Valmar Zander',
    ),
    links: list(' in ol er'),
    endings: list('azzolo engari inetto ucchini ovaldi estrin orelli andò ussi iveri'),
  },
  {
    flair_id: 60,
    country: 'Spain',
    country_code: 'ES',
    share: 75,
    given: list(
      'Álvaro Begoña-Milagros Ciro Dácil Elías Fermín Goyo Inés Íñigo Julián Leire Macarena Noé Óscar Pilar Raúl Sofía Tomás Úrsula Xoán',
    ),
    stems: list(
      'Alcan Barrán Cabez Deva Escal Garmen Herran Izqui Lumbr Manzan Navarr Olmed Peñar Quirog Rebol Sandov Villac',
    ),
    links: list(' er ol in'),
    endings: list('ázar edero iénez ordóñez-Villaverde ustegui alveda ínguez ueñas arroso otero'),
  },
  {
    flair_id: 70,
    country: 'Brazil',
    country_code: 'BR',
    share: 75,
    given: list(
      'Aline Breno César Débora Éder Flávia Gláucio Heitor Iara João Kauã Lígia Mauá Nívea Otávio Raíssa Sebastião Tainá Vitória',
    ),
    stems: list(
      'Abrant Barcel Canav Dourad Figueir Gouv Itab Jacar Limoeir Moraç Nazár Pirac Queir Sabug Taváren Vascon',
    ),
    links: list(' in er ol'),
    endings: list('ães elhos eira-Prado ições ozinho aúna andeira iqueto ússara alvão'),
  },
  {
    flair_id: 80,
    country: 'Poland',
    country_code: 'PL',
    share: 45,
    given: list(
      'Błażej Celina Dominik Elżbieta Grażyna Józef Kacper Łucja Michał Nikodem Oliwia Paweł Róża Sławomir Żaneta Świętosława',
    ),
    stems: list(
      'Brzez Chmiel Dąbr Gołęb Jarzęb Krzem Łopat Mrozow Niedźw Ostroż Piórk Rzep Szczep Trzcin Wierzb Żuraw',
    ),
    links: list(' ow ecz or'),
    endings: list('iński ocki alczyk ewiczak ański owiak ębski ólak erski iszewski'),
  },
  {
    flair_id: 90,
    country: 'Sweden',
    country_code: 'SE',
    share: 40,
    given: list(
      'Åsa Björn Ebba Göran Håkan Ingrid Jörgen Kjell Linnéa Märta Nils Örjan Pär Signe Torbjörn Ulrika Viggo Åke',
    ),
    stems: list(
      'Alm Björk Dal Ek Fager Gran Hög Lind Mård Näs Öst Rönn Sjö Söder Tall Väster Åker Ängs',
    ),
    links: list(' a e o'),
    endings: list(
      'ståhlen grenius kvistöm lundqvor strandell hultén bergåsen fältin rydéus marksén',
    ),
  },
  {
    flair_id: 100,
    country: 'Finland',
    country_code: 'FI',
    share: 40,
    given: list(
      'Aino Eero Hannele Ilkka Jyrki Kaisa Lauri Mätti Niilo Oona Päivi Riikka Seppo Tyyne Urho Väinö Yrjö Äijö',
    ),
    stems: list(
      'Haapa Hirvi Jänis Kalli Kesä Kivi Koski Kuusi Lehti Mänty Niemi Pelto Pöllö Rauta Saari Törmä Vesi Yli',
    ),
    links: list(' n la s'),
    endings: list('lammela korpinen saarela rinteelä niitynen vuorikka lahtisto ojamäki kangaslä'),
  },
  {
    flair_id: 110,
    country: 'Czechia',
    country_code: 'CZ',
    share: 30,
    given: list(
      'Alžběta Bořek Čeněk Dušan Eliška Filip Hynek Jiří Květa Luděk Matěj Naděžda Ondřej Přemysl Růžena Šimon Tomáš Zdeněk',
    ),
    stems: list(
      'Blaž Čern Doležá Hruš Jelín Kopř Lišk Mráč Nezv Pešá Řeh Stráž Šaf Trnk Vlč Zajíč',
    ),
    links: list(' ov el an'),
    endings: list('ovanský átník íčkal enecký ourek opilý áčkový ušínek echtl anda'),
  },
  {
    flair_id: 120,
    country: 'Hungary',
    country_code: 'HU',
    share: 20,
    given: list(
      'Ákos Bálint Csilla Dezső Emőke Fülöp Gergő Ilona Jenő Kálmán László Márta Nándor Örs Réka Sándor Tünde Zsófia',
    ),
    stems: list(
      'Bárány Csőr Darvas Erdő Földes Gönc Halmos Jász Kőris Lőrin Mező Nyárád Őri Pándi Rózsa Sárkö Tölgy',
    ),
    links: list(' i a os'),
    endings: list('falvi házy szegi teleki váry szőlősi kúti berényi kövy'),
  },
  {
    flair_id: 130,
    country: 'Türkiye',
    country_code: 'TR',
    share: 25,
    given: list(
      'Ayşe Barış Çağla Deniz Eşref Fatoş Gökçe Hüseyin Işıl İlker Kübra Müjde Nuriş Ömer Pınar Rüya Şebnem Tuğba Yiğit',
    ),
    stems: list(
      'Akç Bağış Çelt Demirş Ersö Gündo Ilgaz Karaç Kılınç Özba Şahinb Taşçı Türkm Uğurl Yıldızl',
    ),
    links: list(' an el ar'),
    endings: list('aoğlu eren ıkaya ündağ alan özü ısoy ekin'),
  },
  {
    flair_id: 140,
    country: 'Australia',
    country_code: 'AU',
    share: 40,
    given: list(
      'Bonnie Clancy Darcy Edie Flynn Gus Heath Indie Jarrah Kirra Lachie Matilda Nate Odette Riley Saxon Tilly Zac',
    ),
    stems: list('Barra Bundi Coola Dara Eucal Gilga Kooya Lorra Mulga Narra Oura Tarra Wara Yarra'),
    links: list(' n l m'),
    endings: list('bong-Hill mere dale gully wick stone brook-Lee combe ford'),
  },
];

/** The stocks that members' names are drawn from; their shares add up to 1000. */
export const nameStocks: readonly NameStock[] = [...latinStocks, ...stocksBeyondLatin];
