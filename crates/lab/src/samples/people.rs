//! Made-up names from many cultures, and an address that fits in ASCII.

use crate::Chance;

/// Given names and family names of one culture.
struct Culture {
    given: &'static [&'static str],
    family: &'static [&'static str],
}

const CULTURES: [Culture; 16] = [
    Culture {
        given: &["Amara", "Chidi", "Ngozi", "Emeka", "Adaeze", "Tunde", "Folake", "Babatunde"],
        family: &["Okafor", "Adeyemi", "Eze", "Balogun", "Nwosu", "Okonkwo", "Adebayo", "Obi"],
    },
    Culture {
        given: &["Priya", "Arjun", "Ananya", "Rohan", "Kavya", "Vikram", "Meera", "Sanjay"],
        family: &["Sharma", "Iyer", "Patel", "Reddy", "Banerjee", "Nair", "Kulkarni", "Singh"],
    },
    Culture {
        given: &["Wei", "Xiaoming", "Lan", "Jun", "Meiling", "Hao", "Yuting", "Zhen"],
        family: &["Chen", "Wang", "Li", "Zhang", "Liu", "Huang", "Zhao", "Wu"],
    },
    Culture {
        given: &["Haruto", "Yui", "Sakura", "Ren", "Aoi", "Kenji", "Hana", "Daichi"],
        family: &["Sato", "Suzuki", "Takahashi", "Tanaka", "Watanabe", "Ito", "Kobayashi", "Mori"],
    },
    Culture {
        given: &["Lucía", "Mateo", "Sofía", "Diego", "Valentina", "José", "Camila", "Andrés"],
        family: &["García", "Rodríguez", "Martínez", "Hernández", "López", "Núñez", "Peña", "Vargas"],
    },
    Culture {
        given: &["João", "Beatriz", "Rafael", "Larissa", "Thiago", "Inês", "Caio", "Conceição"],
        family: &["Silva", "Souza", "Oliveira", "Araújo", "Ferreira", "Gonçalves", "Ribeiro", "Magalhães"],
    },
    Culture {
        given: &["Fatima", "Omar", "Layla", "Yusuf", "Mariam", "Khalid", "Noor", "Hassan"],
        family: &["Al-Farsi", "Haddad", "Nasser", "Mansour", "Khoury", "Saleh", "Rahman", "Aziz"],
    },
    Culture {
        given: &["Łukasz", "Zofia", "Kacper", "Małgorzata", "Jakub", "Agnieszka", "Paweł", "Ewa"],
        family: &["Kowalski", "Wójcik", "Nowak", "Zieliński", "Lewandowska", "Wiśniewska", "Kamiński", "Dąbrowski"],
    },
    Culture {
        given: &["Anneke", "Jürgen", "Katharina", "Lukas", "Greta", "Sören", "Heike", "Felix"],
        family: &["Müller", "Schäfer", "Weiß", "Bergmann", "Vogel", "Köhler", "Lindner", "Baumann"],
    },
    Culture {
        given: &["Camille", "Étienne", "Zoë", "Théo", "Manon", "Luc", "Hélène", "François"],
        family: &["Dubois", "Lefèvre", "Moreau", "Girard", "Chevalier", "Roussel", "Fontaine", "Béranger"],
    },
    Culture {
        given: &["Linh", "Minh", "Thảo", "Quân", "Hương", "Tuấn", "Mai", "Đức"],
        family: &["Nguyễn", "Trần", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Lê"],
    },
    Culture {
        given: &["Siobhán", "Liam", "Aoife", "Callum", "Isla", "Rhys", "Cerys", "Ewan"],
        family: &["O'Brien", "MacLeod", "Murphy", "Davies", "Campbell", "Byrne", "Hughes", "Fraser"],
    },
    Culture {
        given: &["Astrid", "Björn", "Freja", "Lars", "Ingrid", "Søren", "Åsa", "Mikkel"],
        family: &["Lindqvist", "Hansen", "Nyström", "Sørensen", "Bergström", "Åkesson", "Dahl", "Jørgensen"],
    },
    Culture {
        given: &["Leilani", "Kai", "Mere", "Tane", "Aroha", "Sione", "Moana", "Wiremu"],
        family: &["Kahale", "Ngata", "Tawhiri", "Latu", "Parata", "Kealoha", "Taumalolo", "Rangi"],
    },
    Culture {
        given: &["Grace", "James", "Olivia", "Ethan", "Maya", "Noah", "Chloe", "Marcus"],
        family: &["Johnson", "Williams", "Brooks", "Carter", "Bennett", "Foster", "Hayes", "Sullivan"],
    },
    Culture {
        given: &["Wanjiru", "Kamau", "Achieng", "Otieno", "Zanele", "Thabo", "Naledi", "Sipho"],
        family: &["Mwangi", "Odhiambo", "Njoroge", "Dlamini", "Nkosi", "Mokoena", "Kiprono", "Khumalo"],
    },
];

/// Given name and family name number `number`.
pub(super) fn name(chance: Chance, number: u64) -> (&'static str, &'static str) {
    let pick = |purpose: &str, names: &'static [&'static str]| chance.pick(purpose, number, names).copied().unwrap_or("Alex");
    let Some(culture) = chance.pick("culture", number, &CULTURES) else { return ("Alex", "Alex") };
    (pick("given", culture.given), pick("family", culture.family))
}

/// Lower-case ASCII letters of a name: `Łukasz` is `lukasz`, `O'Brien` is `obrien`.
pub(super) fn ascii(name: &str) -> String {
    name.chars().flat_map(char::to_lowercase).filter_map(plain_letter).collect()
}

fn plain_letter(letter: char) -> Option<char> {
    Some(match letter {
        'a'..='z' => letter,
        'á' | 'à' | 'ã' | 'ä' | 'å' | 'ą' | 'ả' | 'ạ' | 'ầ' | 'ấ' | 'ặ' => 'a',
        'ç' => 'c',
        'đ' => 'd',
        'é' | 'è' | 'ê' | 'ë' | 'ễ' => 'e',
        'í' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' => 'n',
        'ó' | 'ö' | 'ø' | 'õ' | 'ơ' => 'o',
        'ú' | 'ü' | 'ù' | 'ư' | 'ứ' => 'u',
        'ś' | 'ß' => 's',
        'â' | 'ă' => 'a',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_an_ascii_form_of_its_length() {
        for culture in &CULTURES {
            for name in culture.given.iter().chain(culture.family) {
                let letters = name.chars().filter(|char| char.is_alphabetic()).count();
                assert_eq!(ascii(name).len(), letters, "{name}");
            }
        }
    }
}
