"""What Hubwarden deploys: Azure Notification Hubs with everything that they need around them."""
