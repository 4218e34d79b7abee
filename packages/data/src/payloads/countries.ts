import { nameStocks } from '../world/people.ts';

/** A country as the lookups list it. */
export interface Country {
  readonly country_name: string;
  readonly country_code: string;
}

/** The assigned codes of ISO 3166-1. */
const codes =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ ' +
  'CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR ' +
  'GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP ' +
  'KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ ' +
  'NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW ' +
  'SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ ' +
  'UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW';

function listCountries(): Country[] {
  const names = new Intl.DisplayNames(['en'], { type: 'region' });
  // Members' answers name these countries already, so their names come from there.
  const known = new Map(nameStocks.map((stock) => [stock.country_code, stock.country]));
  return codes
    .split(' ')
    .map((country_code) => ({
      country_name: known.get(country_code) ?? names.of(country_code) ?? country_code,
      country_code,
    }))
    .toSorted((a, b) => (a.country_name < b.country_name ? -1 : 1));
}

/** All countries by name. */
export const countries: readonly Country[] = listCountries();

/** A flair as the lookup lists it: a country's, or one that belongs to none. */
interface Flair {
  readonly flair_id: number;
  readonly flair_name: string;
  readonly seq: number;
  readonly flair_shortname?: string;
  readonly country_code?: string;
}

const unaffiliated = [
  { flair_id: 1, flair_name: 'Unaffiliated' },
  { flair_id: 2, flair_name: 'Racing Club', flair_shortname: 'CLUB' },
] as const;
/** Flairs of countries that no made-up member comes from count from here. */
const firstFurtherFlair = 1001;

function listFlairs(): Flair[] {
  const known = new Map(nameStocks.map((stock) => [stock.country_code, stock.flair_id]));
  const ofCountries = countries.map(({ country_name, country_code }, i) => ({
    flair_id: known.get(country_code) ?? firstFurtherFlair + i,
    flair_name: country_name,
    flair_shortname: country_code,
    country_code,
  }));
  return [...unaffiliated, ...ofCountries].map((flair, i) => ({ ...flair, seq: i + 1 }));
}

/** All flairs in the order in which they are offered; those of members are among them. */
export const flairs: readonly Flair[] = listFlairs();
