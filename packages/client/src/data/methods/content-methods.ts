// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type {
  FreeFormParameters,
  NoParameters,
  WholeNumber,
  WholeNumbers,
} from '../parameter-types.ts';

/** The parameters of the methods of the part "content", by service and name. */
export interface ContentMethods {
  /**
   * An object with the ids as keys. Paths of images begin at
   * https://images-static.iracing.com/. Stays the same for 15 minutes.
   */
  readonly 'car/assets': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'car/get': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'carclass/get': NoParameters;
  /** A plain array; there is no link. Stays the same for 15 minutes. */
  readonly 'constants/categories': NoParameters;
  /** A plain array; there is no link. Stays the same for 15 minutes. */
  readonly 'constants/divisions': NoParameters;
  /** A plain array; there is no link. Stays the same for 15 minutes. */
  readonly 'constants/event_types': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'driver_stats_by_category/oval': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'driver_stats_by_category/sports_car': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'driver_stats_by_category/formula_car': NoParameters;
  /** From before the split of road. Stays the same for 15 minutes. */
  readonly 'driver_stats_by_category/road': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'driver_stats_by_category/dirt_oval': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'driver_stats_by_category/dirt_road': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'lookup/countries': NoParameters;
  /**
   * Changes at midnight UTC on one Tuesday in March, June, September and December. Stays the
   * same for 15 minutes.
   */
  readonly 'lookup/current_season': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'lookup/drivers': {
    /** A cust_id or a part of a name. */
    readonly search_term: string;
    /** Search in the roster of this league only. */
    readonly league_id?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'lookup/flairs': NoParameters;
  /**
   * Names of lookups as keys, each as often as needed; without one, an empty array. Stays the
   * same for 15 minutes.
   */
  readonly 'lookup/get': FreeFormParameters;
  /** Stays the same for 15 minutes. */
  readonly 'lookup/licenses': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'season/list': {
    readonly season_year: WholeNumber;
    /** Limits: 1 to 4. */
    readonly season_quarter: WholeNumber;
  };
  /** Stays the same for a minute. */
  readonly 'season/spectator_subsessionids': {
    /** Of 2, 3, 4, 5; all when left out. Limits: 2 to 5. Default: 2,3,4,5. */
    readonly event_types?: WholeNumbers | null | undefined;
  };
  /**
   * An object with the ids as keys. Paths of images begin at
   * https://images-static.iracing.com/. Stays the same for 15 minutes.
   */
  readonly 'track/assets': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'track/get': NoParameters;
}
