"""The year's document -> a proposal of the year's indicators; nothing is stored before the clerk confirms.

    document -> paragraphs -> statements -> mentions -> proposals -> plan -> change

Every word the reading turns on, and every rule of form, is data under ``resources/proposal``.
"""
