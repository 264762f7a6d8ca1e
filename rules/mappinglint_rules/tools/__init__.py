"""What a tool demands of its files, whatever AWS would say to what it makes of them."""
