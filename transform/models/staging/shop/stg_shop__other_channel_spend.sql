{#-
  What other channels cost: the seed, or a table of the shop's where `other_channel_spend_table` names
  one. `dbt run` alone loads no seed: without it there are no rows.
-#}
{%- set other_channels = source('shop', 'other_channel_spend') if var('other_channel_spend_table') else ref('other_channel_spend') -%}
{{ staged(other_channels, [
    ['day', 'date'],
    ['channel', 'text'],
    ['currency', 'text'],
    ['spend', 'number'],
]) }}
