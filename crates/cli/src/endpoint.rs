//! One request, one reply: the order in which the service looks at a request, down to the operation.
//!
//! Size, method, media type, JSON, target, who asks, empty body, operation (facts, section 1).

use std::sync::Arc;
use std::time::Duration;

use api::text::Authentication;
use api::{Error, ErrorTexts, Operation, Response};
use engine::{Context, Engine};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderName};
use hyper::http::request::Parts;
use hyper::{Method, Request, StatusCode};

use crate::account::account_of;
use crate::authorization::claim;
use crate::body::{self, BodyError};
use crate::cors;
use crate::credentials::Credentials;
use crate::database::Database;
use crate::kinesis;
use crate::reply::{self, Media, Reply};
use crate::signature::verify;

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
    /// Who may ask; `None` is everybody.
    pub(crate) credentials: Option<Credentials>,
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
        let read = body::read(body, self.patience).await;
        let mut reply = match read.and_then(|sent| Ok((body::decompressed(&parts.headers, &sent)?, sent))) {
            Ok((body, sent)) => self.answer_with(&parts, body, &sent).await,
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

    async fn answer_with(&self, parts: &Parts, body: Bytes, sent: &[u8]) -> Reply {
        if parts.method == Method::GET && HEALTH_PATHS.contains(&parts.uri.path()) {
            return reply::healthy(&self.region);
        }
        if let Some(operation) = kinesis::target(parts) {
            return self.answer_kinesis(parts, operation, &body, sent).await;
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
        let result = match self.admit(database, parts, target, &body, sent) {
            Ok((context, operation)) => {
                database.execute(&context, operation, || api::decode_with(self.texts, target, &body)).await
            }
            Err(error) => Err(error),
        };
        let name = target.rsplit('.').next().unwrap_or(target);
        encode(media, name, &result)
    }

    /// The reply to a request to Kinesis.
    async fn answer_kinesis(&self, parts: &Parts, operation: &str, body: &[u8], sent: &[u8]) -> Reply {
        let Backend::Database(database) = &self.backend else { return reply::unknown() };
        if parts.method != Method::POST || !kinesis::reads(parts) {
            return reply::unknown();
        }
        match self.context(database, parts, sent) {
            Ok(context) => {
                let read = |engine: &Engine| kinesis::execute(engine, &context, operation, body);
                let failed = || kinesis::refused(500, "InternalFailure", None);
                database.look(context.now, read).await.unwrap_or_else(failed)
            }
            Err(problem) => kinesis::refused(400, problem.exception(), Some(problem.to_string())),
        }
    }

    /// Decodes the request, and finds out who asks. A signature is made for the body as it was sent.
    fn admit(
        &self,
        database: &Database,
        parts: &Parts,
        target: &str,
        body: &[u8],
        sent: &[u8],
    ) -> Result<(Context, Operation), Error> {
        let decoded = api::decode_with(self.texts, target, body);
        match (self.context(database, parts, sent), decoded) {
            (Ok(context), Ok(operation)) => Ok((context, operation)),
            // Only what is no JSON, or asks for nothing that exists, is answered to nobody.
            (Err(_), Err(error @ (Error::MalformedJson { .. } | Error::UnknownOperation))) => Err(error),
            (Err(authentication), _) => Err(Error::Authentication(authentication)),
            (Ok(_), Err(error)) => Err(error),
        }
    }

    /// The circumstances of a request: who asks, for which region.
    fn context(&self, database: &Database, parts: &Parts, sent: &[u8]) -> Result<Context, Authentication> {
        let claim = claim(&parts.uri, &parts.headers)?;
        let now = database.now();
        let region = claim.region().filter(|_| !self.shared).unwrap_or(&self.region);
        let mut context = Context::new(now, region);
        context.request_id = database.number();
        let user = match &self.credentials {
            Some(credentials) => Some(verify(credentials, &claim, parts, sent, now)?),
            None => None,
        };
        if !self.shared {
            context.account = user.map_or_else(|| account_of(claim.access_key()), |user| user.account.clone());
        }
        context.caller = user.map(|user| user.arn.clone());
        Ok(context)
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
