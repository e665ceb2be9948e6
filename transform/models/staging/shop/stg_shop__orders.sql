{#-
  The shop's orders: the one model to adapt to a shop. The columns are those that the target finds
  without any mapping; others are named by the variable `order_columns`, or written in here.
-#}
{%- set orders = source('shop', 'orders') -%}
{%- set found = typed_columns_of(orders) -%}
select
    {{ shop_text('order_id', ['order_id', 'id'], found) }} as order_id,
    {{ shop_text('event_id', ['event_id'], found) }} as event_id,
    {{ shop_text('customer_id', ['external_id', 'customer_id', 'visitor_id'], found) }} as customer_id,
    {{ shop_instant('created_at', ['created_at', 'processed_at', 'order_date', 'timestamp'], found) }} as created_at,
    {{ shop_instant('updated_at', ['updated_at', 'modified_at'], found) }} as updated_at,
    {{ shop_instant('clicked_at', ['clicked_at'], found) }} as clicked_at,
    {{ shop_text('status', ['status', 'financial_status'], found) }} as status,
    {{ shop_number('total', ['total', 'total_price', 'value'], found) }} as total,
    {{ shop_number('refunded_total', ['refunded_total', 'total_refunded'], found) }} as refunded_total,
    {{ shop_text('currency', ['currency'], found) }} as currency,
    {{ shop_boolean('is_test', ['is_test', 'test'], found) }} as is_test,
    {{ shop_boolean('is_new_customer', ['is_new_customer', 'new_customer'], found) }} as is_new_customer,
    {{ shop_text('ttclid', ['ttclid'], found) }} as ttclid,
    {{ shop_text('landing_page_url', ['landing_page_url', 'landing_site', 'page_url'], found) }} as landing_page_url
{% if found %}from {{ orders }}
{%- else %}from (select 1 as nothing) as no_table
where 1 = 0
{%- endif %}
