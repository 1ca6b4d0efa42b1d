//! What the operations beyond the core say when they refuse: streams, backups, replicas, policies and the like.
//!
//! The exception's name is [`crate::Exception`]'s; these are its words alone. Variants stand by area, in the facts' order.

use core::fmt;

use serde::{Deserialize, Serialize};

texts! {
    /// A sentence of an exception.
    Sentence {
        /// An ARN that names nothing here.
        ArnNotFound(arn: String) => "Requested resource not found: ResourcArn: {arn} not found",
    }
}
