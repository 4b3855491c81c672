{{ config(materialized='view') }}
select id as order_id, customer_id, total, status from {{ source('shop', 'raw_orders') }}
