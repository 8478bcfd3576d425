"""State employment loans (vốn vay giải quyết việc làm): the union proposes, the bank disburses and collects; followed without entries in the fund's books."""
