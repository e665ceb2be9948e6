select
    {{- alarm_columns('spend_without_events', 'warn', 'advertiser_id', 'day', 'missing', 'sentence') }}
from {{ ref('spend_without_events') }}
