"""Record -> event, pure: columns, rules, times, money, user; nothing here sends or stores."""
