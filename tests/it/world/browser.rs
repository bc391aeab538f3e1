//! A browser of the tests: keeps its cookie, reads the form key of the page a form stands on, and sends forms.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, header},
};
use tower::ServiceExt;

/// How a browser reaches the program.
#[derive(Clone)]
enum Reach {
    /// The router inside this process.
    Inside(Router),
    /// A server on this port.
    Port(u16),
}

/// A person's browser.
#[derive(Clone)]
pub struct Browser {
    reach: Reach,
    /// Each as `name=value`.
    cookies: Vec<String>,
    /// What it says it is.
    agent: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// The form key on this page, which came from some path.
    pub fn form_key(&self, page: &str) -> String {
        let text = self.text();
        let at =
            text.find("name=\"form_key\"").unwrap_or_else(|| panic!("no form on {page} ({}): {text}", self.status));
        let tag_start = text[..at].rfind('<').unwrap();
        let tag = &text[tag_start..tag_start + text[tag_start..].find('>').unwrap()];
        let value = tag.find("value=\"").unwrap() + "value=\"".len();
        tag[value..].split('"').next().unwrap().to_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|fault| panic!("not JSON ({fault}): {}", self.text()))
    }
}

impl Browser {
    pub fn new(router: Router) -> Self {
        Self { reach: Reach::Inside(router), cookies: Vec::new(), agent: String::new() }
    }

    /// A browser that talks to a server on a port.
    pub fn over(port: u16) -> Self {
        Self { reach: Reach::Port(port), cookies: Vec::new(), agent: String::new() }
    }

    /// The same person after the server came up again on another port.
    pub fn moved_to(&mut self, port: u16) {
        self.reach = Reach::Port(port);
    }

    /// Asks for a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.request(Method::GET, path, &[], Body::empty()).await
    }

    /// Asks with headers of its own.
    pub async fn request(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Answer {
        self.try_request(method, path, headers, body).await.unwrap()
    }

    /// Asks a server that may be gone before it answers.
    pub async fn try_request(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> std::io::Result<Answer> {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost:8080");
        if !self.cookies.is_empty() {
            request = request.header(header::COOKIE, self.cookies.join("; "));
        }
        if !self.agent.is_empty() {
            request = request.header(header::USER_AGENT, &self.agent);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).unwrap();
        let router = match &self.reach {
            Reach::Inside(router) => router.clone(),
            Reach::Port(port) => return super::socket::ask(*port, request).await,
        };
        let response = router.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
    }

    /// The form key of the page at a path.
    pub async fn form_key(&self, page: &str) -> String {
        self.get(page).await.form_key(page)
    }

    /// Fills the form that stands on a page and sends it to its action, as a browser would.
    pub async fn send(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let key = self.form_key(page).await;
        self.send_with_key(&key, action, fields).await
    }

    /// Sends a form with a key read before.
    pub async fn send_with_key(&mut self, key: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs = [("form_key", key)];
        let body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).extend_pairs(fields).finish();
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
        let answer = self.request(Method::POST, action, &headers, Body::from(body)).await;
        self.keep_cookies(&answer);
        answer
    }

    /// Asks for a page as a browser that follows a link: cookies that come with it are kept.
    pub async fn visit(&mut self, path: &str) -> Answer {
        let answer = self.get(path).await;
        self.keep_cookies(&answer);
        answer
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
            let name = format!("{}=", pair.split('=').next().unwrap());
            self.cookies.retain(|kept| !kept.starts_with(&name));
            self.cookies.push(pair);
        }
    }

    /// Takes over the cookies of another browser.
    pub fn take_cookies(&mut self, other: &Self) {
        self.cookies.clone_from(&other.cookies);
    }

    /// The same browser, which says that it is another one.
    pub fn called(mut self, agent: &str) -> Self {
        agent.clone_into(&mut self.agent);
        self
    }

    /// The same browser with the same cookies, and the program at another instant or in another copy.
    pub fn at(&self, router: Router) -> Self {
        Self { reach: Reach::Inside(router), ..self.clone() }
    }

    /// Sends a form with a file.
    pub async fn upload(
        &mut self,
        page: &str,
        action: &str,
        fields: &[(&str, &str)],
        file: (&str, &str, &[u8]),
    ) -> Answer {
        let key = self.form_key(page).await;
        let mut body = Vec::new();
        for (name, value) in [("form_key", key.as_str())].iter().chain(fields) {
            body.extend_from_slice(
                format!("--weave\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes(),
            );
        }
        let (field, name, bytes) = file;
        body.extend_from_slice(
            format!("--weave\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\ncontent-type: text/csv\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--weave--\r\n");
        let headers = [("content-type", "multipart/form-data; boundary=weave"), ("sec-fetch-site", "same-origin")];
        self.request(Method::POST, action, &headers, Body::from(body)).await
    }
}
