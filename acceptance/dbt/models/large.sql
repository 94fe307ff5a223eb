{{ config(materialized='view') }}
select * from {{ ref('by_country') }} where amount > 3
