"""What machines' sensors tell, streamed as it comes."""
