"""Invented names; any likeness to a living person is chance."""

FORENAMES = tuple(
    """
    Aaliyah Aaron Abigail Adam Adaeze Agnieszka Aidan Aisha Alan Alasdair Alice Amara Amelia Amina Amira Ana Andrew Angela
    Anil Anna Anthony Anya Arjun Arthur Asha Ayesha Barbara Beatrice Benjamin Beth Blessing Bola Brenda Brian Bronwen
    Callum Carol Caroline Catherine Charlotte Chen Chidi Chloe Christine Christopher Claire Colin Daniel Danuta David Dawn
    Deborah Delroy Derek Diane Donna Dorothy Duncan Edith Eileen Elaine Eleanor Elijah Elizabeth Ella Emeka Emily Emma Erin
    Esther Ethan Eva Evan Farah Fatima Fiona Florence Frances Francis Gareth Gary George Georgina Gillian Grace Graham
    Gurpreet Gwen Hannah Harold Harriet Harry Hassan Hazel Heather Helen Henry Hilary Howard Ian Ibrahim Imran Ines Irene
    Isaac Isla Ivy Jack Jacqueline Jacob James Jane Janet Jason Jasmine Jean Jennifer Jessica Jo Joan John Joseph Joyce
    Judith Julia Julie Karen Kath Keith Kenneth Kevin Khadija Kiran Kofi Laura Leah Leon Lewis Liam Lily Linda Lorraine
    Louise Lucy Luke Lynne Maja Manjit Margaret Maria Marjorie Mark Martin Mary Matthew Maureen Mei Megan Michael Michelle
    Mohammed Monica Muriel Nadia Naomi Natalie Neil Ngozi Niamh Nicola Nigel Noah Nora Oliver Olivia Oluwaseun Omar Oscar
    Owen Pamela Patricia Patrick Paul Pauline Peter Philip Piotr Priya Rachel Rajesh Raymond Rebecca Rhys Richard Robert
    Rohan Ronald Rosemary Roy Ruth Ryan Sally Samantha Samir Samuel Sandra Sanjay Sarah Scott Sean Shabana Sharon Sheila
    Shirley Simon Sinead Sophie Stanley Stephen Stuart Sunita Susan Sylvia Tariq Teresa Thomas Timothy Tobias Tracey Uma
    Usha Valerie Vera Victoria Vikram Violet Walter Wei Wendy William Winifred Yasmin Yusuf Zainab Zoe
    """.split()
)

SURNAMES = tuple(
    """
    Abara Abbott Adeyemi Ahmed Ainsworth Akhtar Allcott Amesbury Anand Appleyard Arden Arkwright Ashby Atherstone Aziz
    Babbington Baines Bankole Banner Barraclough Bartram Beddoes Begum Bellamy Benbow Bhatt Biddle Birtwell Blakeway
    Bloxham Bodenham Boswell Brackley Bramwell Braithwaite Brindley Bromyard Burrell Butterworth Cadwallader Callow
    Cartwright Castlemorton Chandra Chaudhry Chilcott Choudhury Clent Clewer Clifton Coldicott Cooksey Corbett Cradley
    Cranmer Crowle Cutnall Daffern Darby Das Dauncey Deakin Dhillon Dineley Dodderhill Dolman Dunmore Eastham Eckington
    Edgecombe Ekwueme Eldersfield Elmley Evesham Fairbairn Farrukh Feckenham Fernhill Finstall Fladbury Flintoft Foley
    Forde Fownhope Galton Ganguly Garmston Garrington Gill Gokhale Grafton Grimley Gwilliam Habberley Hadzor Haines
    Hallow Hampton Hanbury Hanley Hartlebury Harvington Hawford Heathcote Henwick Hewell Hindlip Holloway Honeybourne
    Hussain Huddington Ibe Inkberrow Iqbal Islip Jaffrey Jephcott Jinkinson Kamara Kaur Kelsall Kempsey Kenswick Khatun
    Kidd Kingsnorth Knightwick Kowalska Kyrewood Lacey Langley Ledbury Lenchwick Lindridge Littleworth Lockyer Longdon
    Lulsley Madresfield Malik Mamble Marlbrook Martley Mbeki Menon Meredith Milward Mirza Mitton Moseley Mukherjee
    Naunton Newland Norgrove Northwick Novak Nowak Nwosu Obi Oddingley Offenham Okafor Ombersley Osborne Osei Overbury
    Oyelaran Palfrey Patel Pebworth Pedmore Pendock Pensax Peopleton Pershore Pinvin Pirton Poole Powick Prasad Quarrell
    Queenhill Qureshi Rahman Ravenhill Redmarley Ribbesford Ripple Rochford Rollason Romsley Rushock Sahota Salwarpe
    Sandhu Sedgeberrow Severn Shaw Shelsley Shrawley Siddiqui Sinton Spetchley Stanbrook Stoulton Strensham Suckley
    Tardebigge Tenbury Thorngrove Tibberton Tolladine Trimpley Tutnall Twyning Uckinghall Upton Uddin Varghese Vaughan
    Venn Wadborough Walczak Warndon Welland Whittington Wichenford Wickhamford Witley Wolverley Wyre Yardley Yewtree
    Zaman Zielinska
    """.split()
)
