"""The policy of a kit: classes of service, rates, slices and radio shares."""
