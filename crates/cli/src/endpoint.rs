//! One request, one reply: the order in which the service looks at a request, down to the operation.
//!
//! Size, method, media type, JSON, target, who asks, empty body, operation (facts, section 1).

use std::sync::Arc;
use std::time::Duration;

use api::{Error, ErrorTexts, Operation, Response};
use engine::Context;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderName};
use hyper::http::request::Parts;
use hyper::{Method, Request, StatusCode};

use crate::account::account_of;
use crate::authorization::claim;
use crate::body::{self, BodyError};
use crate::cors;
use crate::database::Database;
use crate::reply::{self, Media, Reply};

const TARGET: HeaderName = HeaderName::from_static("x-amz-target");
/// Where load balancers ask whether the endpoint is there.
const HEALTH_PATHS: [&str; 2] = ["/", "/ping"];

/// Answers requests.
pub(crate) struct Endpoint {
    pub(crate) backend: Backend,
    /// Region of requests whose credential names none.
    pub(crate) region: String,
    /// One database for all keys and regions.
    pub(crate) shared: bool,
    /// Time in which a request's head must have come, and then its body.
    pub(crate) patience: Duration,
    /// Which of AWS's wordings errors have.
    pub(crate) texts: ErrorTexts,
}

/// What is asked.
#[derive(Clone)]
pub enum Backend {
    /// A database.
    Database(Arc<Database>),
    /// The same body for every request: what HTTP alone costs, for benches.
    Constant(Bytes),
}

impl Endpoint {
    /// The reply to a request, whatever it is.
    pub(crate) async fn answer(&self, request: Request<Incoming>) -> Reply {
        let (parts, body) = request.into_parts();
        let cross_origin = cors::is_cross_origin(&parts.headers);
        if parts.method == Method::OPTIONS && cross_origin {
            let mut reply = reply::empty(StatusCode::OK);
            cors::preflight(&parts.headers, reply.headers_mut());
            return reply;
        }
        let mut reply = match body::read(&parts.headers, body, self.patience).await {
            Ok(body) => self.answer_with(&parts, body).await,
            Err(BodyError::TooLarge) => reply::last(StatusCode::PAYLOAD_TOO_LARGE),
            Err(BodyError::TooSlow) => reply::last(StatusCode::REQUEST_TIMEOUT),
            Err(BodyError::Broken) => reply::last(StatusCode::BAD_REQUEST),
            Err(BodyError::NotGzip) => serialization_exception(media_of(&parts)),
        };
        if cross_origin {
            cors::allow(reply.headers_mut());
        }
        reply
    }

    async fn answer_with(&self, parts: &Parts, body: Bytes) -> Reply {
        if parts.method == Method::GET && HEALTH_PATHS.contains(&parts.uri.path()) {
            return reply::healthy(&self.region);
        }
        let media = media_of(parts);
        if parts.method != Method::POST || media.is_none() && !body.is_empty() {
            return reply::unknown();
        }
        let target = parts.headers.get(TARGET).and_then(|target| target.to_str().ok()).unwrap_or_default();
        let database = match &self.backend {
            Backend::Database(database) => database,
            Backend::Constant(constant) => return reply::answer(200, Media::AwsJson, constant.clone()),
        };
        let result = match self.admit(database, parts, target, &body) {
            Ok((context, operation)) => database.execute(&context, operation, || api::decode(target, &body)).await,
            Err(error) => Err(error),
        };
        let name = target.rsplit('.').next().unwrap_or(target);
        encode(media, name, &result)
    }

    /// Decodes the request, and finds out who asks.
    fn admit(&self, database: &Database, parts: &Parts, target: &str, body: &[u8]) -> Result<(Context, Operation), Error> {
        let decoded = api::decode_with(self.texts, target, body);
        let claim = match claim(&parts.uri, &parts.headers) {
            Ok(claim) => claim,
            // Only what is no JSON, or asks for nothing that exists, is answered to nobody.
            Err(authentication) => {
                return Err(match decoded {
                    Err(error @ (Error::MalformedJson { .. } | Error::UnknownOperation)) => error,
                    _ => Error::Authentication(authentication),
                });
            }
        };
        let operation = decoded?;
        let region = claim.region().filter(|_| !self.shared).unwrap_or(&self.region);
        let mut context = Context::new(database.now(), region);
        context.request_id = database.number();
        if !self.shared {
            context.account = account_of(claim.access_key());
        }
        Ok((context, operation))
    }
}

fn media_of(parts: &Parts) -> Option<Media> {
    parts.headers.get(CONTENT_TYPE).and_then(|value| Media::of(value.as_bytes()))
}

fn serialization_exception(media: Option<Media>) -> Reply {
    encode(media, "", &Err(Error::Serialization(None)))
}

fn encode(media: Option<Media>, operation: &str, result: &Result<Response, Error>) -> Reply {
    let encoded = api::encode(operation, result);
    reply::answer(encoded.status, media.unwrap_or(Media::Json), Bytes::from(encoded.body))
}
