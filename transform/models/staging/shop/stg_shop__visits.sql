{#-
  Visits, for shops that keep them: more touches than an order's own. Empty without such a table.
-#}
{%- set visits = source('shop', 'visits') -%}
{%- set found = typed_columns_of(visits) -%}
select
    {{ shop_text('visit_id', ['visit_id', 'session_id', 'id'], found) }} as visit_id,
    {{ shop_text('visit_order_id', ['order_id'], found) }} as order_id,
    {{ shop_text('visit_customer_id', ['external_id', 'customer_id', 'visitor_id'], found) }} as customer_id,
    {{ shop_instant('visited_at', ['visited_at', 'started_at', 'timestamp', 'created_at'], found) }} as visited_at,
    {{ shop_text('visit_ttclid', ['ttclid'], found) }} as ttclid,
    {{ shop_text('visit_landing_page_url', ['landing_page_url', 'landing_site', 'page_url'], found) }} as landing_page_url
{% if found %}from {{ visits }}
{%- else %}from (select 1 as nothing) as no_table
where 1 = 0
{%- endif %}
