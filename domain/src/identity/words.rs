crate::words::schema_words! {
    /// Sex as on the identity card.
    pub enum Sex {
        Female = "female",
        Male = "male",
    }
}

crate::words::schema_words! {
    /// Marital status as on the identity card.
    pub enum MaritalStatus {
        /// Belum kawin.
        Single = "single",
        /// Kawin.
        Married = "married",
        /// Cerai hidup.
        Divorced = "divorced",
        /// Cerai mati.
        Widowed = "widowed",
    }
}
