//! How people write a request: AWS CLI lines and wire JSON.
