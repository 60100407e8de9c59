print("learning")
