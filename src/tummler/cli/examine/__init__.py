"""What ``tummler doctor`` looks at: each check looks at one thing and gives a finding, or one for each row at fault."""
