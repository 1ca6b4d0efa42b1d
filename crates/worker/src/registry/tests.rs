//! The list of workspaces, in IndexedDB and in memory, with several tabs at once.

use std::rc::Rc;

use engine::storage::{Area, Storage, Write};
use report::{Limits, Persistence, WorkspaceSummary};
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::wasm_bindgen_test;

use super::Registry;

fn summary(id: &str, name: &str) -> WorkspaceSummary {
    WorkspaceSummary { id: id.to_owned(), name: name.to_owned() }
}

#[wasm_bindgen_test]
async fn workspaces_are_listed_renamed_and_deleted() {
    for registry in [Registry::open(None).await.unwrap().0, Registry::in_memory("a test".to_owned())] {
        registry.put(&summary("list-2", "Zwei 😀")).await.unwrap();
        registry.put(&summary("list-1", "one")).await.unwrap();
        registry.put(&summary("list-1", "One")).await.unwrap();
        registry.remember(&summary("list-2", "Zwei 😀")).await.unwrap();
        let ours = async || -> Vec<WorkspaceSummary> {
            let all = registry.workspaces().await.unwrap();
            all.into_iter().filter(|workspace| workspace.id.starts_with("list-")).collect()
        };
        assert_eq!(ours().await, [summary("list-1", "One"), summary("list-2", "Zwei 😀")]);
        assert_eq!(registry.entries().await.unwrap().last, Some("list-2".to_owned()));

        let database = registry.database("list-1").await.unwrap();
        assert!(database.created);
        database.storage.claim().await.unwrap();
        database.storage.commit(vec![Write::Put(Area::Meta, b"k".to_vec(), b"v".to_vec())]).await.unwrap();
        drop(database);
        let again = registry.database("list-1").await.unwrap();
        assert!(!again.created);
        assert_eq!(again.storage.load(Area::Meta, b"k").await.unwrap().len(), 1);
        drop(again);
        registry.delete("list-1").await.unwrap();
        assert_eq!(ours().await, [summary("list-2", "Zwei 😀")]);
        assert!(registry.database("list-1").await.unwrap().created, "its data is gone too");
        registry.delete("list-1").await.unwrap();
        registry.delete("list-2").await.unwrap();
    }
}

#[wasm_bindgen_test]
async fn tabs_that_write_at_once_lose_nothing() {
    let tabs = [Rc::new(Registry::open(None).await.unwrap().0), Rc::new(Registry::open(None).await.unwrap().0)];
    let mut writes = vec![];
    for number in 0..8 {
        let (sender, receiver) = futures_channel::oneshot::channel();
        let tab = Rc::clone(&tabs[number % 2]);
        spawn_local(async move { sender.send(tab.put(&summary(&format!("both-{number}"), "x")).await).unwrap() });
        writes.push(receiver);
    }
    for write in writes {
        write.await.unwrap().unwrap();
    }
    for tab in &tabs {
        let all = tab.workspaces().await.unwrap();
        assert_eq!(all.iter().filter(|workspace| workspace.id.starts_with("both-")).count(), 8);
    }
    for number in 0..8 {
        tabs[0].delete(&format!("both-{number}")).await.unwrap();
    }
}

#[wasm_bindgen_test]
async fn what_was_foreseen_is_told_once() {
    let registry = Registry::in_memory("a test".to_owned());
    registry.put(&summary("b", "stored")).await.unwrap();
    registry.foresee(vec![summary("b", "stored"), summary("c", "stored")], &summary("a", "opened"));
    let foreseen = [summary("a", "opened"), summary("b", "stored"), summary("c", "stored")];
    assert_eq!(registry.workspaces().await.unwrap(), foreseen);
    assert_eq!(registry.workspaces().await.unwrap(), [summary("b", "stored")], "then the list itself");
}

#[wasm_bindgen_test]
fn a_registry_in_memory_says_so() {
    let registry = Registry::in_memory("refused".to_owned());
    assert_eq!(registry.persistence(), Persistence::Memory("refused".to_owned()));
}

#[wasm_bindgen_test]
async fn limits_are_kept_with_their_workspace_and_go_with_it() {
    let set = Limits { enforced: true, index_lag_ms: 250, ..Limits::default() };
    for registry in [Registry::open(None).await.unwrap().0, Registry::in_memory("a test".to_owned())] {
        registry.put(&summary("limited", "x")).await.unwrap();
        registry.put_limits("limited", set).await.unwrap();
        assert_eq!((registry.limits("limited"), registry.limits("limit")), (Some(set), None));
        registry.entries().await.unwrap();
        assert_eq!(registry.limits("limited"), Some(set), "read back");
        registry.put_limits("limited", Limits::default()).await.unwrap();
        assert_eq!(registry.limits("limited"), None, "what is off is not kept");
        registry.put_limits("limited", set).await.unwrap();
        registry.delete("limited").await.unwrap();
        registry.entries().await.unwrap();
        assert_eq!(registry.limits("limited"), None);
    }
}
