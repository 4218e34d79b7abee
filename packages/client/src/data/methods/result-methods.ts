// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { NoParameters, WholeNumber, WholeNumbers } from '../parameter-types.ts';

/** The parameters of the methods of the part "result", by service and name. */
export interface ResultMethods {
  /** Stays the same for 15 minutes. */
  readonly 'results/get': {
    readonly subsession_id: WholeNumber;
    /** Costs time; leave it out unless needed. */
    readonly include_licenses?: boolean | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'results/event_log': {
    readonly subsession_id: WholeNumber;
    /** 0 is the main event, -1 the one before it, and so on. Limits: -20 to 0. */
    readonly simsession_number: WholeNumber;
  };
  /** Stays the same for 15 minutes. */
  readonly 'results/lap_chart_data': {
    readonly subsession_id: WholeNumber;
    /** 0 is the main event, -1 the one before it, and so on. Limits: -20 to 0. */
    readonly simsession_number: WholeNumber;
  };
  /** Stays the same for 15 minutes. */
  readonly 'results/lap_data': {
    readonly subsession_id: WholeNumber;
    /** 0 is the main event, -1 the one before it, and so on. Limits: -20 to 0. */
    readonly simsession_number: WholeNumber;
    /** Needed unless it is a team event. */
    readonly cust_id?: WholeNumber | null | undefined;
    /** Needed for team events. */
    readonly team_id?: WholeNumber | null | undefined;
  };
  /**
   * Hosted and league sessions of at most 90 days, ordered by subsession_id. Needs
   * start_range_begin or finish_range_begin, and one of cust_id, team_id, host_cust_id and
   * session_name. Stays the same for 15 minutes.
   */
  readonly 'results/search_hosted': {
    /** First start. ISO 8601 in UTC, such as 2026-04-01T15:45Z. */
    readonly start_range_begin?: string | null | undefined;
    /**
     * Starts before this moment. ISO 8601 in UTC, such as 2026-04-01T15:45Z; now when left
     * out.
     */
    readonly start_range_end?: string | null | undefined;
    /** First finish. ISO 8601 in UTC, such as 2026-04-01T15:45Z. */
    readonly finish_range_begin?: string | null | undefined;
    /**
     * Finishes before this moment. ISO 8601 in UTC, such as 2026-04-01T15:45Z; now when left
     * out.
     */
    readonly finish_range_end?: string | null | undefined;
    /** Sessions that this member drove in. Not used together with team_id. */
    readonly cust_id?: WholeNumber | null | undefined;
    /** Sessions that this team drove in. */
    readonly team_id?: WholeNumber | null | undefined;
    /** Sessions that this member hosted. */
    readonly host_cust_id?: WholeNumber | null | undefined;
    /** The name or a part of it. */
    readonly session_name?: string | null | undefined;
    readonly league_id?: WholeNumber | null | undefined;
    readonly league_season_id?: WholeNumber | null | undefined;
    readonly car_id?: WholeNumber | null | undefined;
    readonly track_id?: WholeNumber | null | undefined;
    /** All when left out. Limits: 1 to 6. Default: 1,2,3,4,5,6. */
    readonly category_ids?: WholeNumbers | null | undefined;
  };
  /**
   * Series sessions of at most 90 days, ordered by subsession_id. Needs season_year and
   * season_quarter, or start_range_begin, or finish_range_begin. Stays the same for 15
   * minutes.
   */
  readonly 'results/search_series': {
    /** Goes with season_quarter. */
    readonly season_year?: WholeNumber | null | undefined;
    /** Goes with season_year. Limits: 1 to 4. */
    readonly season_quarter?: WholeNumber | null | undefined;
    /** First start. ISO 8601 in UTC, such as 2026-04-01T15:45Z. */
    readonly start_range_begin?: string | null | undefined;
    /**
     * Starts before this moment. ISO 8601 in UTC, such as 2026-04-01T15:45Z; now when left
     * out.
     */
    readonly start_range_end?: string | null | undefined;
    /** First finish. ISO 8601 in UTC, such as 2026-04-01T15:45Z. */
    readonly finish_range_begin?: string | null | undefined;
    /**
     * Finishes before this moment. ISO 8601 in UTC, such as 2026-04-01T15:45Z; now when left
     * out.
     */
    readonly finish_range_end?: string | null | undefined;
    /** Sessions that this member drove in. Not used together with team_id. */
    readonly cust_id?: WholeNumber | null | undefined;
    /** Sessions that this team drove in. */
    readonly team_id?: WholeNumber | null | undefined;
    readonly series_id?: WholeNumber | null | undefined;
    /** Counted from 0. Limits: 0 to 13. */
    readonly race_week_num?: WholeNumber | null | undefined;
    /** Only what scores. Default: false. */
    readonly official_only?: boolean | null | undefined;
    /** Of 2, 3, 4, 5; all when left out. Limits: 2 to 5. Default: 2,3,4,5. */
    readonly event_types?: WholeNumbers | null | undefined;
    /** All when left out. Limits: 1 to 6. Default: 1,2,3,4,5,6. */
    readonly category_ids?: WholeNumbers | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'results/season_results': {
    readonly season_id: WholeNumber;
    /** See constants/event_types. Limits: 2 to 5. */
    readonly event_type?: WholeNumber | null | undefined;
    /** Counted from 0. Limits: 0 to 13. */
    readonly race_week_num?: WholeNumber | null | undefined;
  };
  /**
   * An object with the ids as keys. Paths of images begin at
   * https://images-static.iracing.com/. Stays the same for 15 minutes.
   */
  readonly 'series/assets': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'series/get': NoParameters;
  /** Official seasons have standings. Stays the same for 15 minutes. */
  readonly 'series/past_seasons': {
    readonly series_id: WholeNumber;
  };
  /** The running seasons unless a year and a quarter are given. Stays the same for 15 minutes. */
  readonly 'series/seasons': {
    readonly include_series?: boolean | null | undefined;
    /** Goes with season_quarter. */
    readonly season_year?: WholeNumber | null | undefined;
    /** Goes with season_year. Limits: 1 to 4. */
    readonly season_quarter?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'series/season_list': {
    readonly include_series?: boolean | null | undefined;
    /** Goes with season_quarter. */
    readonly season_year?: WholeNumber | null | undefined;
    /** Goes with season_year. Limits: 1 to 4. */
    readonly season_quarter?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'series/season_schedule': {
    readonly season_id: WholeNumber;
  };
  /** Official ones have standings. Stays the same for 15 minutes. */
  readonly 'series/stats_series': NoParameters;
}
