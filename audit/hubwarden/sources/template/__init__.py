"""The source ``template:PATH``."""
