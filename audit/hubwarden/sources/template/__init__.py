"""The source ``template:PATH``: ARM templates."""
