{#- What other channels cost: the seed, or a table of the shop's where `other_channel_spend_table` names one. -#}
{% if var('other_channel_spend_table') -%}
{{ staged(source('shop', 'other_channel_spend'), [
    ['day', 'date'],
    ['channel', 'text'],
    ['currency', 'text'],
    ['spend', 'number'],
]) }}
{%- else -%}
select day, channel, currency, spend
from {{ ref('other_channel_spend') }}
{%- endif %}
