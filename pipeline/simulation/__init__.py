"""How long a build would take on other machines: jobs on a cluster, as discrete events. Pure; knows no files and no clock."""
