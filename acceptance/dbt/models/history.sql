{{ config(materialized='incremental', table_type='iceberg', incremental_strategy='merge', unique_key='order_id') }}
select order_id, country, amount from {{ ref('orders') }}
{% if is_incremental() %} where order_id >= 2 {% endif %}
