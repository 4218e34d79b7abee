// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
/**
 * What each method takes. `!` has to be given. Without a form: a whole number from 1 on; `:n` and `:l`
 * are a number and a list, with their least and greatest; `:b` true or false, `:s` a text of at most so many
 * characters, `:w` one that is not blank, `:u` a moment in UTC, `:z` one with its offset, `:e` a word of these.
 */
export const parameterRules = `hosted/combined_sessions package_id
league/cust_league_sessions mine:b package_id
league/directory search:s tag:s restrict_to_member:b restrict_to_recruiting:b
 restrict_to_friends:b restrict_to_watched:b minimum_roster_count:n0, maximum_roster_count:n0,
 lowerbound upperbound sort:erelevance|leaguename|displayname|rostercount order:easc|desc
league/get !league_id include_licenses:b
league/get_points_systems !league_id season_id
league/membership cust_id include_league:b
league/roster !league_id include_licenses:b
league/seasons !league_id retired:b
league/season_standings !league_id !season_id car_class_id car_id
league/season_sessions !league_id !season_id results_only:b
lookup/drivers !search_term:w league_id
member/awards cust_id
member/award_instances cust_id !award_id
member/chart_data cust_id !category_id:n1,6 !chart_type:n1,3
member/get !cust_ids:l1, include_licenses:b
member/profile cust_id
results/get !subsession_id include_licenses:b
results/event_log !subsession_id !simsession_number:n-20,0
results/lap_chart_data !subsession_id !simsession_number:n-20,0
results/lap_data !subsession_id !simsession_number:n-20,0 cust_id team_id:n,
results/search_hosted start_range_begin:u start_range_end:u finish_range_begin:u
 finish_range_end:u cust_id team_id:n, host_cust_id session_name:s100 league_id league_season_id
 car_id track_id category_ids:l1,6
results/search_series season_year season_quarter:n1,4 start_range_begin:u start_range_end:u
 finish_range_begin:u finish_range_end:u cust_id team_id:n, series_id race_week_num:n0,13
 official_only:b event_types:l2,5 category_ids:l1,6
results/season_results !season_id event_type:n2,5 race_week_num:n0,13
season/list !season_year !season_quarter:n1,4
season/spectator_subsessionids event_types:l2,5
season/race_guide from:z include_end_after_from:b
season/spectator_subsessionids_detail event_types:l2,5 season_ids:l1,
series/past_seasons !series_id
series/seasons include_series:b season_year season_quarter:n1,4
series/season_list include_series:b season_year season_quarter:n1,4
series/season_schedule !season_id
session/reg_drivers_list !subsession_id
stats/member_bests cust_id car_id
stats/member_career cust_id
stats/member_division !season_id !event_type:n4,5
stats/member_recap cust_id year season:n1,4
stats/member_recent_races cust_id
stats/member_summary cust_id
stats/member_yearly cust_id
stats/season_driver_standings !season_id !car_class_id division:n-1,10 race_week_num:n0,13
stats/season_supersession_standings !season_id !car_class_id division:n-1,10 race_week_num:n0,13
stats/season_team_standings !season_id !car_class_id race_week_num:n0,13
stats/season_tt_standings !season_id !car_class_id division:n-1,10 race_week_num:n0,13
stats/season_tt_results !season_id !car_class_id !race_week_num:n0,13 division:n-1,10
stats/season_qualify_results !season_id !car_class_id !race_week_num:n0,13 division:n-1,10
stats/world_records !car_id !track_id season_year season_quarter:n1,4
team/get !team_id include_licenses:b
time_attack/member_season_results !ta_comp_season_id`;
