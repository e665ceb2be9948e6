{#- An event's name without case and underscores: CompletePayment, COMPLETE_PAYMENT and the names that
    ads are optimised for are one event. -#}
{% macro event_word(name) -%}
case lower(replace({{ name }}, '_', ''))
        when 'shopping' then 'completepayment'
        when 'onweborder' then 'placeanorder'
        else lower(replace({{ name }}, '_', ''))
    end
{%- endmacro %}
