{{ config(materialized='table', meta={'owner': 'team-finance'}) }}
select c.name as customer, sum(o.total) as revenue
from {{ ref('stg_orders') }} as o
join {{ ref('raw_customers') }} as c on c.id = o.customer_id
group by c.name
